using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Khgt;

/// <summary>
/// Attention along the edges of a graph. A target t takes, head by head, the mean of v_s + V_m over its edges, each from a source s and with a mark m, weighted by
/// the softmax over those edges of q_t . (k_s + K_m) / sqrt(width of a head). 32-bit floats on the CPU; the result does not depend on the number of threads.
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
    /// <param name="markKeys">K, [marks, d].</param>
    /// <param name="markValues">V, [marks, d].</param>
    /// <param name="heads">Heads; they divide d.</param>
    public Tensor Of(Tensor queries, Tensor keys, Tensor values, Tensor markKeys, Tensor markValues, int heads)
    {
        if (is_grad_enabled() && (queries.requires_grad || keys.requires_grad || values.requires_grad || markKeys.requires_grad || markValues.requires_grad))
            return Attended.apply(queries, keys, values, markKeys, markValues, this, heads);
        (Tensor result, Tensor weights) = Forward(new Inputs(queries, keys, values, markKeys, markValues), heads);
        weights.Dispose();
        return result;
    }

    /// <summary>What targets take, and the weight of each edge [heads, edges].</summary>
    private unsafe (Tensor Result, Tensor Weights) Forward(Inputs inputs, int heads)
    {
        int width = inputs.Width, head = width / heads;
        float scale = 1 / MathF.Sqrt(head);
        Tensor result = zeros([_sources.RowCount, width], ScalarType.Float32, CPU), weights = empty([heads, _sources.EntryCount], ScalarType.Float32, CPU);
        TensorRows q = new(inputs.Queries), k = new(inputs.Keys), v = new(inputs.Values), markK = new(inputs.MarkKeys), markV = new(inputs.MarkValues), to = new(result), all = new(weights);
        RowBlocks.Each(_sources.RowCount, target =>
        {
            ReadOnlySpan<int> sources = _sources[target];
            int start = _sources.Start(target);
            for (int h = 0; h < heads && sources.Length > 0; h++)
            {
                int at = h * head;
                var query = new ReadOnlySpan<float>(q[target] + at, head);
                var weight = new Span<float>(all[h] + start, sources.Length);
                float largest = float.NegativeInfinity;
                for (int e = 0; e < sources.Length; e++)
                {
                    float score = FloatVectors.Dot(query, new ReadOnlySpan<float>(k[sources[e]] + at, head));
                    if (_marks is not null)
                        score += FloatVectors.Dot(query, new ReadOnlySpan<float>(markK[_marks[start + e]] + at, head));
                    weight[e] = score * scale;
                    largest = Math.Max(largest, weight[e]);
                }

                float sum = 0;
                for (int e = 0; e < sources.Length; e++)
                    sum += weight[e] = MathF.Exp(weight[e] - largest);
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
        return (result, weights);
    }

    /// <summary>The gradients of all inputs, in their order.</summary>
    private unsafe List<Tensor> Backward(Inputs inputs, Tensor weights, Tensor gradient, int heads)
    {
        int width = inputs.Width, head = width / heads;
        float scale = 1 / MathF.Sqrt(head);
        // By edge, what its score is worth.
        using Tensor slopes = empty_like(weights);
        Tensor dq = zeros_like(inputs.Queries);
        TensorRows q = new(inputs.Queries), k = new(inputs.Keys), v = new(inputs.Values), markK = new(inputs.MarkKeys), markV = new(inputs.MarkValues);
        TensorRows all = new(weights), slope = new(slopes), from = new(gradient), to = new(dq);
        RowBlocks.Each(_sources.RowCount, target =>
        {
            ReadOnlySpan<int> sources = _sources[target];
            int start = _sources.Start(target);
            for (int h = 0; h < heads && sources.Length > 0; h++)
            {
                int at = h * head;
                var output = new ReadOnlySpan<float>(from[target] + at, head);
                var query = new Span<float>(to[target] + at, head);
                var weight = new ReadOnlySpan<float>(all[h] + start, sources.Length);
                var worth = new Span<float>(slope[h] + start, sources.Length);
                float mean = 0;
                for (int e = 0; e < sources.Length; e++)
                {
                    worth[e] = FloatVectors.Dot(output, new ReadOnlySpan<float>(v[sources[e]] + at, head));
                    if (_marks is not null)
                        worth[e] += FloatVectors.Dot(output, new ReadOnlySpan<float>(markV[_marks[start + e]] + at, head));
                    mean += weight[e] * worth[e];
                }

                for (int e = 0; e < sources.Length; e++)
                {
                    worth[e] = weight[e] * (worth[e] - mean) * scale;
                    FloatVectors.Add(query, new ReadOnlySpan<float>(k[sources[e]] + at, head), worth[e]);
                    if (_marks is not null)
                        FloatVectors.Add(query, new ReadOnlySpan<float>(markK[_marks[start + e]] + at, head), worth[e]);
                }
            }
        });
        (Tensor dk, Tensor dv) = Collected(_bySource, inputs.Queries, gradient, slopes, weights, head, 256);
        (Tensor markDk, Tensor markDv) = Collected(_byMark, inputs.Queries, gradient, slopes, weights, head, 1);
        return [dq, dk, dv, markDk, markDv];
    }

    /// <summary>For each group of edges, the queries of their targets weighted by slope, and the gradients of their targets weighted by weight.</summary>
    private unsafe (Tensor Keys, Tensor Values) Collected(SparseRows groups, Tensor queries, Tensor gradient, Tensor slopes, Tensor weights, int head, int atATime)
    {
        int width = (int)queries.shape[1], heads = width / head;
        Tensor keys = zeros([groups.RowCount, width], ScalarType.Float32, CPU), values = zeros([groups.RowCount, width], ScalarType.Float32, CPU);
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

        public int Width => (int)Queries.shape[1];
    }

    private sealed class Attended : autograd.SingleTensorFunction<Attended>
    {
        private const string Edges = "edges", Heads = "heads";

        public override string Name => nameof(Attended);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (edges, heads) = ((EdgeAttention)vars[5], (int)vars[6]);
            using var scope = NewDisposeScope();
            (Tensor result, Tensor weights) = edges.Forward(Of(vars), heads);
            ctx.save_data(Edges, edges);
            ctx.save_data(Heads, heads);
            // What is saved is taken hold of after this returns.
            ctx.save_for_backward([.. vars.Take(5).Cast<Tensor>(), weights.MoveToOuterDisposeScope()]);
            return result.MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            List<Tensor> saved = ctx.get_saved_variables();
            List<Tensor> gradients = ((EdgeAttention)ctx.get_data(Edges)).Backward(Of([.. saved]), saved[5], grad_output.detach().contiguous(), (int)ctx.get_data(Heads));
            foreach (Tensor gradient in gradients)
                gradient.MoveToOuterDisposeScope();
            // One for each argument, edges and heads among them.
            return [.. gradients, null!, null!];
        }

        private static Inputs Of(object[] vars) => new((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Tensor)vars[4]);
    }
}
