using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>
/// Attention along the edges of a graph. A target t takes, head by head, the mean of v_s + V_m over its edges, each from a source s and with a mark m. Edges are weighted by
/// the softmax over those of t of their scores, q_t . (k_s + K_m) times a scale; or, where they are routed, by the parts that the softmax over the heads gives each of them.
/// 32-bit floats on the CPU; the result does not depend on the number of threads.
/// </summary>
internal sealed class EdgeAttention
{
    private readonly SparseRows _sources;
    private readonly int[]? _marks;
    private readonly int[] _targetOf;
    private readonly SparseRows _bySource, _byMark;

    /// <param name="sources">The sources of each target.</param>
    /// <param name="sourceCount">Sources there are.</param>
    /// <param name="marks">The mark of each edge; null: edges have none.</param>
    /// <param name="markCount">Marks there are.</param>
    public EdgeAttention(SparseRows sources, int sourceCount, int[]? marks = null, int markCount = 0)
    {
        (_sources, _marks) = (sources, marks);
        _targetOf = new int[sources.EntryCount];
        for (int target = 0; target < sources.RowCount; target++)
            _targetOf.AsSpan(sources.Start(target), sources.Count(target)).Fill(target);
        _bySource = SparseRows.Positions(sources.Columns, sourceCount);
        _byMark = SparseRows.Positions(marks ?? [], markCount);
    }

    /// <summary>What targets take, [targets, d]; zeros for one without an edge.</summary>
    /// <param name="queries">q, [targets, d].</param>
    /// <param name="keys">k, [sources, d].</param>
    /// <param name="values">v, [sources, d].</param>
    /// <param name="markKeys">K, [marks, d]; no rows: marks have no keys.</param>
    /// <param name="markValues">V, [marks, d].</param>
    /// <param name="heads">How edges are weighted.</param>
    public Tensor Of(Tensor queries, Tensor keys, Tensor values, Tensor markKeys, Tensor markValues, EdgeHeads heads)
    {
        if (is_grad_enabled() && (queries.requires_grad || keys.requires_grad || values.requires_grad || markKeys.requires_grad || markValues.requires_grad))
            return Attended.apply(queries, keys, values, markKeys, markValues, this, heads);
        (Tensor result, Tensor weights, Tensor sums) = Forward(new Inputs(queries, keys, values, markKeys, markValues), heads);
        weights.Dispose();
        sums.Dispose();
        return result;
    }

    /// <summary>What targets take, the weight of each edge [heads, edges], and where edges are routed the sum of their parts [heads, targets].</summary>
    private unsafe (Tensor Result, Tensor Weights, Tensor Sums) Forward(Inputs inputs, EdgeHeads heads)
    {
        int width = inputs.Width, head = width / heads.Count;
        Tensor result = zeros([_sources.RowCount, width], ScalarType.Float32, CPU), weights = empty([heads.Count, _sources.EntryCount], ScalarType.Float32, CPU);
        Tensor sums = empty([heads.Count, heads.Route ? _sources.RowCount : 0], ScalarType.Float32, CPU);
        TensorRows q = new(inputs.Queries), k = new(inputs.Keys), v = new(inputs.Values), markK = new(inputs.MarkKeys), markV = new(inputs.MarkValues);
        TensorRows to = new(result), all = new(weights), parts = new(sums);
        RowBlocks.Each(_sources.RowCount, target =>
        {
            ReadOnlySpan<int> sources = _sources[target];
            int start = _sources.Start(target);
            for (int h = 0; h < heads.Count; h++)
            {
                int at = h * head;
                var query = new ReadOnlySpan<float>(q[target] + at, head);
                float* weight = all[h] + start;
                for (int e = 0; e < sources.Length; e++)
                {
                    float score = FloatVectors.Dot(query, new ReadOnlySpan<float>(k[sources[e]] + at, head));
                    if (inputs.HasMarkKeys)
                        score += FloatVectors.Dot(query, new ReadOnlySpan<float>(markK[_marks![start + e]] + at, head));
                    weight[e] = score * heads.Scale;
                }
            }

            if (heads.Route)
            {
                for (int e = 0; e < sources.Length; e++)
                    LogParts(all, heads.Count, start + e);
            }

            for (int h = 0; h < heads.Count; h++)
            {
                int at = h * head;
                var weight = new Span<float>(all[h] + start, sources.Length);
                float largest = float.NegativeInfinity, sum = 0;
                foreach (float score in weight)
                    largest = Math.Max(largest, score);
                foreach (ref float score in weight)
                    sum += score = MathF.Exp(score - largest);
                if (heads.Route)
                    parts[h][target] = sum * MathF.Exp(largest);
                var mean = new Span<float>(to[target] + at, head);
                for (int e = 0; e < sources.Length; e++)
                {
                    weight[e] /= sum;
                    FloatVectors.Add(mean, new ReadOnlySpan<float>(v[sources[e]] + at, head), weight[e]);
                    if (_marks is not null)
                        FloatVectors.Add(mean, new ReadOnlySpan<float>(markV[_marks[start + e]] + at, head), weight[e]);
                }
            }
        });
        return (result, weights, sums);
    }

    /// <summary>Makes of an edge's scores the logarithms of the parts that their softmax gives the heads.</summary>
    private static unsafe void LogParts(TensorRows scores, int heads, int edge)
    {
        float largest = float.NegativeInfinity, sum = 0;
        for (int h = 0; h < heads; h++)
            largest = Math.Max(largest, scores[h][edge]);
        for (int h = 0; h < heads; h++)
            sum += MathF.Exp(scores[h][edge] - largest);
        float all = largest + MathF.Log(sum);
        for (int h = 0; h < heads; h++)
            scores[h][edge] -= all;
    }

    /// <summary>The gradients of all inputs, in their order.</summary>
    private unsafe List<Tensor> Backward(Inputs inputs, Tensor weights, Tensor sums, Tensor gradient, EdgeHeads heads)
    {
        int width = inputs.Width, head = width / heads.Count;
        // By edge, what its score is worth.
        using Tensor slopes = empty_like(weights);
        Tensor dq = zeros_like(inputs.Queries);
        TensorRows q = new(inputs.Queries), k = new(inputs.Keys), v = new(inputs.Values), markK = new(inputs.MarkKeys), markV = new(inputs.MarkValues);
        TensorRows all = new(weights), parts = new(sums), slope = new(slopes), from = new(gradient), to = new(dq);
        RowBlocks.Each(_sources.RowCount, target =>
        {
            ReadOnlySpan<int> sources = _sources[target];
            int start = _sources.Start(target);
            for (int h = 0; h < heads.Count; h++)
            {
                int at = h * head;
                var output = new ReadOnlySpan<float>(from[target] + at, head);
                float* weight = all[h] + start, worth = slope[h] + start;
                float mean = 0;
                for (int e = 0; e < sources.Length; e++)
                {
                    worth[e] = FloatVectors.Dot(output, new ReadOnlySpan<float>(v[sources[e]] + at, head));
                    if (_marks is not null)
                        worth[e] += FloatVectors.Dot(output, new ReadOnlySpan<float>(markV[_marks[start + e]] + at, head));
                    mean += weight[e] * worth[e];
                }

                for (int e = 0; e < sources.Length; e++)
                    worth[e] = weight[e] * (worth[e] - mean) * heads.Scale;
            }

            // A score that gives one head a larger part takes from the others.
            for (int e = start; heads.Route && e < start + sources.Length; e++)
            {
                float sum = 0;
                for (int h = 0; h < heads.Count; h++)
                    sum += slope[h][e];
                for (int h = 0; h < heads.Count; h++)
                    slope[h][e] -= all[h][e] * parts[h][target] * sum;
            }

            for (int h = 0; h < heads.Count; h++)
            {
                int at = h * head;
                var query = new Span<float>(to[target] + at, head);
                float* worth = slope[h] + start;
                for (int e = 0; e < sources.Length; e++)
                {
                    FloatVectors.Add(query, new ReadOnlySpan<float>(k[sources[e]] + at, head), worth[e]);
                    if (inputs.HasMarkKeys)
                        FloatVectors.Add(query, new ReadOnlySpan<float>(markK[_marks![start + e]] + at, head), worth[e]);
                }
            }
        });
        (Tensor dk, Tensor dv) = Collected(_bySource, inputs.Keys, inputs.Queries, gradient, slopes, weights, head, 256);
        (Tensor markDk, Tensor markDv) = Collected(_byMark, inputs.MarkKeys, inputs.Queries, gradient, slopes, weights, head, 1);
        return [dq, dk, dv, markDk, markDv];
    }

    /// <summary>For each group of edges, the queries of their targets weighted by slope, where the group has keys, and the gradients of their targets weighted by weight.</summary>
    private unsafe (Tensor Keys, Tensor Values) Collected(SparseRows groups, Tensor groupKeys, Tensor queries, Tensor gradient, Tensor slopes, Tensor weights, int head, int atATime)
    {
        int width = (int)queries.shape[1], heads = width / head;
        bool hasKeys = groupKeys.NumberOfElements > 0;
        Tensor keys = zeros_like(groupKeys), values = zeros([groups.RowCount, width], ScalarType.Float32, CPU);
        TensorRows q = new(queries), from = new(gradient), slope = new(slopes), weight = new(weights), toKeys = new(keys), toValues = new(values);
        RowBlocks.Each(
            groups.RowCount,
            group =>
            {
                foreach (int edge in groups[group])
                {
                    int target = _targetOf[edge];
                    for (int h = 0; h < heads; h++)
                    {
                        int at = h * head;
                        if (hasKeys)
                            FloatVectors.Add(new Span<float>(toKeys[group] + at, head), new ReadOnlySpan<float>(q[target] + at, head), slope[h][edge]);
                        FloatVectors.Add(new Span<float>(toValues[group] + at, head), new ReadOnlySpan<float>(from[target] + at, head), weight[h][edge]);
                    }
                }
            },
            atATime);
        return (keys, values);
    }

    /// <summary>Dense tensors without gradients.</summary>
    private sealed class Inputs(Tensor queries, Tensor keys, Tensor values, Tensor markKeys, Tensor markValues)
    {
        public Tensor Queries { get; } = queries.detach().contiguous();

        public Tensor Keys { get; } = keys.detach().contiguous();

        public Tensor Values { get; } = values.detach().contiguous();

        public Tensor MarkKeys { get; } = markKeys.detach().contiguous();

        public Tensor MarkValues { get; } = markValues.detach().contiguous();

        public bool HasMarkKeys { get; } = markKeys.NumberOfElements > 0;

        public int Width => (int)Queries.shape[1];
    }

    private sealed class Attended : autograd.SingleTensorFunction<Attended>
    {
        private const string Edges = "edges", Heads = "heads";

        public override string Name => nameof(Attended);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (edges, heads) = ((EdgeAttention)vars[5], (EdgeHeads)vars[6]);
            using var scope = NewDisposeScope();
            (Tensor result, Tensor weights, Tensor sums) = edges.Forward(Of(vars), heads);
            ctx.save_data(Edges, edges);
            ctx.save_data(Heads, heads);
            // What is saved is taken hold of after this returns.
            ctx.save_for_backward([.. vars.Take(5).Cast<Tensor>(), weights.MoveToOuterDisposeScope(), sums.MoveToOuterDisposeScope()]);
            return result.MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            List<Tensor> saved = ctx.get_saved_variables();
            List<Tensor> gradients = ((EdgeAttention)ctx.get_data(Edges)).Backward(Of([.. saved]), saved[5], saved[6], grad_output.detach().contiguous(), (EdgeHeads)ctx.get_data(Heads));
            foreach (Tensor gradient in gradients)
                gradient.MoveToOuterDisposeScope();
            // One for each argument, edges and heads among them.
            return [.. gradients, null!, null!];
        }

        private static Inputs Of(object[] vars) => new((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Tensor)vars[4]);
    }
}
