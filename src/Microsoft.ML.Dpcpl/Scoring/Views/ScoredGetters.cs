using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>Getters of the added columns over whatever row is the current one.</summary>
internal static class ScoredGetters
{
    public static Delegate Of(ScoredColumn column, Func<ScoredRow> current) => column switch
    {
        ScoredColumn.UserVector => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Numbers(current().UserVector, ref value)),
        ScoredColumn.RecommendedItems => (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> value) => Keys(current().TopItems, ref value)),
        ScoredColumn.RecommendedScores => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Numbers(current().TopScores, ref value)),
        ScoredColumn.CandidateScores => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Numbers(current().CandidateScores, ref value)),
        ScoredColumn.ItemsAbove => Count(() => current().Ranks.Items.Above),
        ScoredColumn.ItemsTied => Count(() => current().Ranks.Items.Tied),
        ScoredColumn.ItemsRanked => Count(() => current().Ranks.Items.Ranked),
        ScoredColumn.UnseenAbove => Count(() => current().Ranks.Unseen!.Value.Above),
        ScoredColumn.UnseenTied => Count(() => current().Ranks.Unseen!.Value.Tied),
        ScoredColumn.UnseenRanked => Count(() => current().Ranks.Unseen!.Value.Ranked),
        ScoredColumn.CandidatesAbove => Count(() => current().Ranks.Candidates!.Value.Above),
        ScoredColumn.CandidatesTied => Count(() => current().Ranks.Candidates!.Value.Tied),
        ScoredColumn.CandidatesRanked => Count(() => current().Ranks.Candidates!.Value.Ranked),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };

    private static ValueGetter<int> Count(Func<int> count) => (ref int value) => value = count();

    private static void Keys(int[] items, ref VBuffer<uint> value)
    {
        VBufferEditor<uint> editor = VBufferEditor.Create(ref value, items.Length);
        for (int i = 0; i < items.Length; i++)
            editor.Values[i] = (uint)items[i];
        value = editor.Commit();
    }

    private static void Numbers(float[] numbers, ref VBuffer<float> value)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, numbers.Length);
        numbers.CopyTo(editor.Values);
        value = editor.Commit();
    }
}
