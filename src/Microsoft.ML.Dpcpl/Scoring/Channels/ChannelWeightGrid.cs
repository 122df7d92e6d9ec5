using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Which gain and scale of lifts put labels best: all pairs of them are tried on one computation of the scores.</summary>
/// <param name="gains">To choose from, ascending.</param>
/// <param name="scales">To choose from, ascending.</param>
internal sealed class ChannelWeightGrid(float[] gains, float[] scales)
{
    private readonly ValidationFigures[] _figures = new ValidationFigures[gains.Length * scales.Length];
    private float[] _scores = [], _raw = [], _lifts = [], _lifted = [];

    /// <summary>The pair with the largest <see cref="ValidationFigures.Value"/>; of equal ones the one with the smallest gain, then scale.</summary>
    public ChannelWeight Best
    {
        get
        {
            double[] values = Array.ConvertAll(_figures, figures => figures.Value);
            int best = Array.IndexOf(values, values.Max());
            return new(gains[best / scales.Length], scales[best % scales.Length]);
        }
    }

    /// <summary>Adds the figures of some users under every pair.</summary>
    /// <param name="users">[n, d].</param>
    /// <param name="itemTable">[V + 1, d] on the same device; row 0 belongs to no item.</param>
    /// <param name="labels">[n] item ids; 0, one that is hidden, and one whose score is no number stand in no list whatever the pair.</param>
    /// <param name="hidden">Asked for once per user.</param>
    /// <param name="lifts">[n]: what the channel says whose weight is chosen.</param>
    /// <param name="others">[n]: what other channels add to the scores; null for nothing.</param>
    public void Add(torch.Tensor users, torch.Tensor itemTable, int[] labels, HiddenItems hidden, ItemLift[] lifts, ItemLift[]? others = null)
    {
        int items = checked((int)itemTable.shape[0]), block = ScoreBlock.Rows(items);
        for (int first = 0; first < labels.Length; first += block)
        {
            using var scope = torch.NewDisposeScope();
            int count = Math.Min(block, labels.Length - first);
            torch.Tensor scores = users.narrow(0, first, count).mm(itemTable.t()).to(torch.float32).cpu().contiguous();
            Span<float> all = MemoryMarshal.Cast<byte, float>(scores.bytes);
            for (int i = 0; i < count; i++)
            {
                int user = first + i;
                others?[user].Raise(0, all.Slice(i * items, items));
                ReadOnlySpan<int> left = hidden(user);
                if (labels[user] == 0 || !float.IsFinite(all[(i * items) + labels[user]]) || left.BinarySearch(labels[user]) >= 0)
                    AddUnranked(items - 1 - left.Length);
                else
                    AddUser(all.Slice(i * items, items), labels[user], left, lifts[user]);
            }
        }
    }

    /// <summary>Counts under every pair alike; it matters all the same, since a figure is no sum over the users.</summary>
    private void AddUnranked(int competitors)
    {
        ValidationFigures miss = ValidationFigures.Of(Rank.Unranked(competitors));
        foreach (ref ValidationFigures figures in _figures.AsSpan())
            figures += miss;
    }

    /// <summary>Items that the channel leaves alone are counted where they stand, the others beside them; what does not compete is put below everything.</summary>
    private void AddUser(Span<float> scores, int label, ReadOnlySpan<int> hidden, ItemLift lifts)
    {
        float labelScore = scores[label], labelRaw = lifts[label];
        int ranked = scores.Length - 2;
        scores[0] = scores[label] = float.NegativeInfinity;
        foreach (int item in hidden)
        {
            scores[item] = float.NegativeInfinity;
            ranked--;
        }

        int near = TakeNear(scores, lifts);
        for (int s = 0; s < scales.Length; s++)
        {
            for (int i = 0; i < near; i++)
                _lifts[i] = float.LogP1(scales[s] * _raw[i]);
            float labelLift = float.LogP1(scales[s] * labelRaw);
            for (int g = 0; g < gains.Length; g++)
            {
                float target = labelScore + (gains[g] * labelLift);
                (int above, int tied) = ScoreScan.Count<float>(scores, target);
                for (int i = 0; i < near; i++)
                    _lifted[i] = _scores[i] + (gains[g] * _lifts[i]);
                (int nearAbove, int nearTied) = ScoreScan.Count<float>(_lifted.AsSpan(0, near), target);
                _figures[(g * scales.Length) + s] += ValidationFigures.Of(new Rank(above + nearAbove, tied + nearTied, ranked));
            }
        }
    }

    /// <summary>Moves the scores of competitors that it lifts out of the row; returns how many there are.</summary>
    private int TakeNear(Span<float> scores, ItemLift lifts)
    {
        int count = lifts.Items.Length, near = 0;
        if (_scores.Length < count)
            (_scores, _raw, _lifts, _lifted) = (new float[count], new float[count], new float[count], new float[count]);
        for (int i = 0; i < count; i++)
        {
            ref float score = ref scores[lifts.Items[i]];
            if (float.IsNegativeInfinity(score))
                continue;
            (_scores[near], _raw[near++]) = (score, lifts.Values[i]);
            score = float.NegativeInfinity;
        }

        return near;
    }
}
