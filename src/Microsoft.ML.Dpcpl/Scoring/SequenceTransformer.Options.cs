using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

public abstract partial class SequenceTransformer
{
    /// <summary>Settings of scoring; see <see cref="WithOptions"/>.</summary>
    /// <remarks>Checked when a transformer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options
    {
        /// <summary>Items to recommend to each user.</summary>
        /// <value>Default 10; range 1 to 100000.</value>
        [Within(1, 100_000)]
        public int TopK { get; set; } = 10;

        /// <summary>Which items of the history are neither recommended nor count as competitors of the label.</summary>
        /// <value>Default <see cref="SeenItemPolicy.AllHistory"/>.</value>
        public SeenItemPolicy SeenItems { get; set; } = SeenItemPolicy.AllHistory;

        /// <summary>Behaviors whose items are left out, for instance buy alone, in place of what <see cref="SeenItems"/> says; with none nothing is left out. Null: <see cref="SeenItems"/> holds.</summary>
        /// <value>Default null.</value>
        public string[]? SeenBehaviors { get; set; }

        /// <summary>The only items that may be shown: neither recommended nor competitors of the label are others. Null: all. It is of the moment, and not saved with the model.</summary>
        /// <value>Default null.</value>
        public ItemFilter? Filter { get; set; }

        /// <summary>Most items of a group, for instance a category, in a list of recommendations, by one grouping of the items or by several (see <see cref="ItemCaps"/>); ranks know nothing of it. Null: no caps. Not saved with the model.</summary>
        /// <value>Default null.</value>
        public ItemCaps? Caps { get; set; }

        /// <summary>
        /// Column of the only items that a row may be shown: a vector of their ids as text or integers, or of keys like those of the items. Unknown ones are
        /// ignored, and an empty list shows nothing. Null: rows say nothing.
        /// </summary>
        /// <value>Default null.</value>
        [Named(OrNull = true)]
        public string? AllowColumnName { get; set; }

        /// <summary>Column of the items that a row may not be shown: a vector of their ids as text or integers, or of keys like those of the items. Null: rows say nothing.</summary>
        /// <value>Default null.</value>
        [Named(OrNull = true)]
        public string? DenyColumnName { get; set; }

        /// <summary>Rows that are read ahead and encoded together.</summary>
        /// <value>Default 256; range 1 to 65536.</value>
        [Within(1, 65_536)]
        public int BatchSize { get; set; } = 256;

        /// <summary>
        /// Threads that a batch, or a row by itself, is scored with: fewer where many requests are served at a time. Null takes as many as libtorch is
        /// set to, and item-item models as many as there are processors. On Linux it is a matter of the thread that scores; elsewhere
        /// libtorch's setting changes while it scores. Not saved with the model, since it is the machine's.
        /// </summary>
        /// <value>Default null; range 1 to 1024.</value>
        [Within(1, 1024)]
        public int? Threads { get; set; }

        /// <summary>
        /// The form of the item table that single rows (up to 4 at a time) read first. The recommendations are the same in every form; a
        /// compressed one costs memory and makes large catalogs faster to search. Larger batches, ranks, and GPUs read the 32-bit table;
        /// models without an item table read none.
        /// </summary>
        /// <value>Default <see cref="ScoringTable.Float32"/>.</value>
        public ScoringTable ScoringTable { get; set; }

        /// <summary>Column of the items of a user in order of time: a vector of keys, made by the mapping that the model was trained with.</summary>
        /// <value>Default "Item".</value>
        [Named]
        public string ItemColumnName { get; set; } = ColumnNames.Item;

        /// <summary>Column of the behaviors, as long as the items: a vector of keys.</summary>
        /// <value>Default "Behavior".</value>
        [Named]
        public string BehaviorColumnName { get; set; } = ColumnNames.Behavior;

        /// <summary>Column of the times, as long as the items: a vector of Int64 (or DateTime).</summary>
        /// <value>Default "Timestamp".</value>
        [Named]
        public string TimestampColumnName { get; set; } = ColumnNames.Timestamp;

        /// <summary>Column of the number of leading events that belong to the pre-training segment: Int32; it may be absent.</summary>
        /// <value>Default "PretrainLength".</value>
        [Named]
        public string PretrainLengthColumnName { get; set; } = ColumnNames.PretrainLength;

        /// <summary>Column of the held-out item: a key like those of the items. Where it is absent, no ranks are given.</summary>
        /// <value>Default "Label".</value>
        [Named]
        public string LabelColumnName { get; set; } = ColumnNames.Label;

        /// <summary>
        /// Column of items to score: a vector of their ids as text or integers, or of keys like those of the items. Where it is absent, those of
        /// <see cref="NegativeColumnName"/> are scored.
        /// </summary>
        /// <value>Default "Candidates".</value>
        [Named]
        public string CandidateColumnName { get; set; } = ColumnNames.Candidates;

        /// <summary>Column of the negatives that a split draws for the held-out item, scored where there are no candidates: a vector of keys like those of the items. It may be absent.</summary>
        /// <value>Default "Negatives".</value>
        [Named]
        public string NegativeColumnName { get; set; } = ColumnNames.Negatives;

        /// <summary>
        /// Column to add with the vector of the user that scores are computed from: Single, d numbers, zeros where no item of the history is known. Null adds
        /// none. Systems without vectors have none to give; one with several vectors a user gives them one after the other, and a score is the largest of their
        /// dot products with the item's vectors in the same places.
        /// </summary>
        /// <value>Default null.</value>
        [Named(OrNull = true)]
        public string? UserVectorColumnName { get; set; }

        /// <summary>Stands before the names of all columns that scoring adds but the user vector's, so that several models can stand in one chain.</summary>
        /// <value>Default "".</value>
        [Named(OrEmpty = true)]
        public string OutputColumnPrefix { get; set; } = "";

        /// <summary>Throws when an option is out of its range.</summary>
        internal void Validate() => OptionCheck.Validate(this);

        /// <summary>A copy, so that later changes of the caller's object change nothing.</summary>
        internal Options Clone()
        {
            var copy = (Options)MemberwiseClone();
            copy.SeenBehaviors = (string[]?)SeenBehaviors?.Clone();
            return copy;
        }

        internal void Write(BinaryWriter writer)
        {
            writer.Write(TopK);
            writer.Write((int)SeenItems);
            writer.Write(BatchSize);
            writer.Write(ItemColumnName);
            writer.Write(BehaviorColumnName);
            writer.Write(TimestampColumnName);
            writer.Write(PretrainLengthColumnName);
            writer.Write(LabelColumnName);
            writer.Write(NegativeColumnName);
            writer.Write((int)ScoringTable);
            writer.Write(UserVectorColumnName ?? "");
            writer.Write(CandidateColumnName);
            writer.Write(AllowColumnName ?? "");
            writer.Write(DenyColumnName ?? "");
            writer.Write(SeenBehaviors?.Length ?? -1);
            foreach (string behavior in SeenBehaviors ?? [])
                writer.Write(behavior);
            writer.Write(OutputColumnPrefix);
        }

        /// <exception cref="InvalidDataException">A setting is out of its range.</exception>
        internal static Options Read(BoundedReader reader, uint version)
        {
            Options options = Fields(reader, version);
            OptionCheck.OfFile(options.Validate);
            return options;
        }

        private static Options Fields(BoundedReader reader, uint version) => new()
        {
            TopK = reader.ReadInt32(),
            SeenItems = (SeenItemPolicy)reader.ReadInt32(),
            BatchSize = reader.ReadInt32(),
            ItemColumnName = reader.ReadString(),
            BehaviorColumnName = reader.ReadString(),
            TimestampColumnName = reader.ReadString(),
            PretrainLengthColumnName = reader.ReadString(),
            LabelColumnName = reader.ReadString(),
            NegativeColumnName = reader.ReadString(),
            ScoringTable = version >= 2 ? (ScoringTable)reader.ReadInt32() : ScoringTable.Float32,
            UserVectorColumnName = version >= 3 ? NameOrNull(reader) : null,
            CandidateColumnName = version >= 4 ? reader.ReadString() : ColumnNames.Candidates,
            AllowColumnName = version >= 4 ? NameOrNull(reader) : null,
            DenyColumnName = version >= 4 ? NameOrNull(reader) : null,
            SeenBehaviors = version >= 4 ? Behaviors(reader) : null,
            OutputColumnPrefix = version >= 4 ? reader.ReadString() : "",
        };

        private static string? NameOrNull(BoundedReader reader) => reader.ReadString() is { Length: > 0 } name ? name : null;

        private static string[]? Behaviors(BoundedReader reader)
        {
            int count = reader.ReadInt32();
            if (count < 0)
                return null;
            if (count > byte.MaxValue)
                throw new InvalidDataException($"the options have {count} behaviors");
            var names = new string[count];
            for (int i = 0; i < count; i++)
                names[i] = reader.ReadString();
            return names;
        }
    }
}
