using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

public sealed partial class BehaviorSequencesTransformer
{
    /// <summary>The name in the zip.</summary>
    internal const string LoaderSignature = "DpcplBehaviorSequences";

    /// <summary>Version of what <see cref="Save"/> writes. 2: what numbers mean as times. 3: input without behaviors. 4: sessions, and attributes of items.</summary>
    internal const uint FormatVersion = 4;

    private const string StatePart = "state", AttributesPart = "attributes", ItemsPart = "items", VocabularyPart = "vocabulary";

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelArchive.Save(ctx, LoaderSignature, FormatVersion, Save);

    internal void Save(ModelWriter writer)
    {
        writer.Stream(StatePart, stream =>
        {
            using var state = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            state.Write(_state.User);
            state.Write(_state.Item);
            state.Write(_state.Behavior);
            state.Write(_state.Timestamp);
            state.Write((byte)_state.TieBreak);
            state.Write(_state.DropDuplicates);
            state.Write(TimeUnits.Length(_state.Times.Unit));
            state.Write(_vocabulary is not null);
            state.Write((byte)_state.Times.NumberUnit);
            state.Write((byte)_state.Times.NumberSize);
            state.Write(_state.Times.Given);
            state.Write(_state.ReadsBehaviors);
            state.Write(_state.BehaviorType is null ? (byte)0 : AddedBehavior.CodeOf(_state.BehaviorType));
            state.Write(_state.SessionGap?.Ticks ?? 0);
        });
        if (_attributes is not null)
            writer.Stream(AttributesPart, _attributes.Save);
        if (_items is not null)
            writer.Stream(ItemsPart, _items.Save);
        if (_vocabulary is not null)
            writer.SubModel(VocabularyPart, _vocabulary);
    }

    internal static BehaviorSequencesTransformer Load(IHostEnvironment env, ModelReader reader)
    {
        (State state, bool hasVocabulary) = reader.Stream(StatePart, stream =>
        {
            using var content = new BoundedReader(stream);
            (string user, string item, string behavior, string time) = (content.ReadString(), content.ReadString(), content.ReadString(), content.ReadString());
            (TieBreak tieBreak, bool dropDuplicates) = ((TieBreak)content.ReadByte(), content.ReadBoolean());
            TimeRules times = TimeRules.OfLength(Unit(content.ReadDouble()));
            bool vocabulary = content.ReadBoolean();
            if (reader.Version >= 2)
                times = new TimeRules(times.Unit, content.ReadByte(), (TimeSize)content.ReadByte(), content.ReadBoolean());
            bool readsBehaviors = reader.Version < 3 || content.ReadBoolean();
            // Older files do not say; nearly always it is text, and no column is added of another type.
            PrimitiveDataViewType? behaviorType = reader.Version < 3 ? TextDataViewType.Instance : AddedBehavior.OfCode(content.ReadByte());
            long gap = reader.Version < 4 ? 0 : content.ReadInt64();
            var state = new State(user, item, behavior, time, tieBreak, dropDuplicates, times, readsBehaviors, behaviorType, gap == 0 ? null : new TimeSpan(gap));
            Check(state);
            return (state, vocabulary);
        });
        UserAttributeTable? attributes = reader.Contains(AttributesPart) ? reader.Stream(AttributesPart, UserAttributeTable.Load) : null;
        ItemAttributeTable? items = reader.Contains(ItemsPart) ? reader.Stream(ItemsPart, ItemAttributeTable.Load) : null;
        return new BehaviorSequencesTransformer(env, state, hasVocabulary ? reader.SubModel<ITransformer>(VocabularyPart) : null, attributes, items);
    }

    private static void Check(State state)
    {
        if (((string[])[state.User, state.Item, state.Behavior, state.Timestamp]).Any(string.IsNullOrWhiteSpace))
            throw new InvalidDataException("a column has no name");
        if (state.SessionGap is { } gap && (gap <= TimeSpan.Zero || gap > BehaviorSequencesEstimator.Options.LongestGap))
            throw new InvalidDataException($"{gap} without events ends no session");
        if (!Enum.IsDefined(state.TieBreak))
            throw new InvalidDataException($"there is no order {state.TieBreak} of events at one moment");
        if (!TimeUnits.Exists(state.Times.NumberUnit) || !Enum.IsDefined(state.Times.NumberSize))
            throw new InvalidDataException($"there are no numbers of unit {state.Times.NumberUnit}, size {(int)state.Times.NumberSize} for times");
    }

    private static double Unit(double length) => TimeUnits.OfLength(length) is not null ? length
        : throw new InvalidDataException(FormattableString.Invariant($"{length} seconds are no unit of time"));
}
