using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

public sealed partial class BehaviorSequencesEstimator
{
    /// <summary>Settings of a <see cref="BehaviorSequencesEstimator"/>.</summary>
    public sealed class Options
    {
        /// <summary>Column of the user: text, any integer or a key; the output keeps its type.</summary>
        /// <value>Default "User".</value>
        [Named]
        public string UserColumnName { get; set; } = ColumnNames.User;

        /// <summary>Column of the item: text, any integer or a key; a vector of them when a row is a whole history.</summary>
        /// <value>Default "Item".</value>
        [Named]
        public string ItemColumnName { get; set; } = ColumnNames.Item;

        /// <summary>
        /// Column of the behavior, at most 255 different ones; types as for the item. Null or empty: no column is read, and every event has
        /// the one behavior <see cref="BehaviorEvent.OnlyBehavior"/>. So it is, too, where the input has no column of the default name.
        /// </summary>
        /// <value>Default "Behavior".</value>
        [Named(OrNull = true, OrEmpty = true)]
        public string? BehaviorColumnName { get; set; } = ColumnNames.Behavior;

        /// <summary>Column of the time: Int32, UInt32, Int64, UInt64, Single, Double, DateTime or DateTimeOffset; vectors likewise.</summary>
        /// <value>Default "Timestamp".</value>
        [Named]
        public string TimestampColumnName { get; set; } = ColumnNames.Timestamp;

        /// <summary>The unit of a numeric time column; a column that says its unit, as one of dates does, keeps that.</summary>
        /// <value>Default <see cref="Dpcpl.TimestampUnit.Auto"/>.</value>
        public TimestampUnit TimestampUnit { get; set; } = TimestampUnit.Auto;

        /// <summary>The order of events of a user at the same time.</summary>
        /// <value>Default <see cref="TieBreak.RowOrder"/>.</value>
        public TieBreak TieBreak { get; set; } = TieBreak.RowOrder;

        /// <summary>
        /// The behaviors in order of rising intent, such as click, fav, cart, buy: it becomes the order of their keys, which
        /// <see cref="TieBreak.IntentAscending"/> and the conversion ratios of the prompts go by. Behaviors not named come before
        /// the named ones. Has no effect on a column that holds keys already. Null: in order of first appearance.
        /// </summary>
        /// <value>Default null.</value>
        public string[]? BehaviorOrder { get; set; }

        /// <summary>True: of events equal in user, item, behavior and time only one is kept.</summary>
        /// <value>Default true.</value>
        public bool DropDuplicates { get; set; } = true;

        /// <summary>
        /// Events are divided into sessions: where a user does nothing for longer than this, a new row begins, called user#1, user#2 and so on (text).
        /// Histories that come as such are taken for one session each. Null: a row is a user.
        /// </summary>
        /// <value>Default null; more than 0, at most 3650 days.</value>
        public TimeSpan? SessionGap { get; set; }

        /// <summary>The most items that get a key, when the item column has none yet; those that appear later are unknown.</summary>
        /// <value>Default 20,000,000; range 1 to 2147483646.</value>
        [Within(1, int.MaxValue - 1)]
        public int MaximumNumberOfItems { get; set; } = 20_000_000;

        /// <summary>A table of users, a row each, whose other columns become columns of the output; see the remarks of the estimator.</summary>
        /// <value>Default null: no attributes.</value>
        public IDataView? UserAttributes { get; set; }

        /// <summary>Column of <see cref="UserAttributes"/> that names the user: text, any integer or a key.</summary>
        /// <value>Default "User".</value>
        [Named]
        public string UserAttributesUserColumnName { get; set; } = ColumnNames.User;

        /// <summary>The columns of <see cref="UserAttributes"/> to take.</summary>
        /// <value>Default null: every column but the user's.</value>
        public string[]? UserAttributesColumnNames { get; set; }

        /// <summary>
        /// A table of items, a row each: what trainers learn of items with few events or none; see the remarks of the estimator. Items that have no event get keys
        /// after all others, so that they can be recommended.
        /// </summary>
        /// <value>Default null: no attributes.</value>
        public IDataView? ItemAttributes { get; set; }

        /// <summary>Column of <see cref="ItemAttributes"/> that names the item: text, any integer or a key.</summary>
        /// <value>Default "Item".</value>
        [Named]
        public string ItemAttributesItemColumnName { get; set; } = ColumnNames.Item;

        /// <summary>The columns of <see cref="ItemAttributes"/> to take.</summary>
        /// <value>Default null: every column but the item's.</value>
        public string[]? ItemAttributesColumnNames { get; set; }

        /// <summary>The longest time that may end a session: it fits into nanoseconds.</summary>
        internal static readonly TimeSpan LongestGap = TimeSpan.FromDays(3650);

        /// <summary>Whether the input may say behaviors.</summary>
        internal bool ReadsBehaviors => !string.IsNullOrEmpty(BehaviorColumnName);

        /// <summary>The column of the behaviors in the output.</summary>
        internal string BehaviorColumn => ReadsBehaviors ? BehaviorColumnName! : ColumnNames.Behavior;

        /// <summary>Throws when an option is out of its range, or two columns are one.</summary>
        internal void Validate()
        {
            OptionCheck.Validate(this);
            if (SessionGap is { } gap)
                OptionCheck.Require(gap > TimeSpan.Zero && gap <= LongestGap, nameof(SessionGap), gap, "more than 0, at most 3650 days");
            string[] columns = [UserColumnName, ItemColumnName, BehaviorColumn, TimestampColumnName];
            if (columns.Distinct().Count() != columns.Length)
                throw new ArgumentOutOfRangeException("options", string.Join(", ", columns), $"UserColumnName, ItemColumnName, BehaviorColumnName and TimestampColumnName must name four different columns; they are {Quoted.List(columns)}.");
        }

        /// <summary>A copy, so that later changes of the caller's object change nothing.</summary>
        internal Options Clone() => (Options)MemberwiseClone();
    }
}
