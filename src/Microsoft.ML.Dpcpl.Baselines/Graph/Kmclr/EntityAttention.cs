using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>
/// Each item takes the mean of its entities' vectors, weighted by the softmax over them of LeakyReLU(a + b), a number a of the item and a number b of the entity. 32-bit floats on
/// the CPU; the result does not depend on the number of threads.
/// </summary>
internal sealed class EntityAttention
{
    private const float Slope = 0.2f;

    private readonly SparseRows _entities, _byEntity;
    private readonly int[] _itemOf;
    private readonly long[] _relations;

    /// <param name="knowledge">Entities and their relations.</param>
    /// <param name="entities">The entities that items hear of, where that is a part of them.</param>
    public EntityAttention(ItemKnowledge knowledge, SparseRows? entities = null)
    {
        _entities = entities ?? knowledge.Entities;
        _itemOf = new int[_entities.EntryCount];
        for (int item = 0; item < _entities.RowCount; item++)
            _itemOf.AsSpan(_entities.Start(item), _entities.Count(item)).Fill(item);
        _byEntity = SparseRows.Positions(_entities.Columns, knowledge.Size.Entities);
        _relations = Array.ConvertAll(knowledge.Relations.ToArray(), relation => (long)relation);
    }

    /// <summary>The relation of each entity, [E] Int64.</summary>
    public Tensor Relations => tensor(_relations, ScalarType.Int64, CPU);

    /// <summary>What items take, [V + 1, d]; zeros for one without an entity.</summary>
    /// <param name="ofItems">a, [V + 1, 1].</param>
    /// <param name="ofEntities">b, [E, 1].</param>
    /// <param name="vectors">[E, d].</param>
    public Tensor Of(Tensor ofItems, Tensor ofEntities, Tensor vectors)
    {
        if (is_grad_enabled() && (ofItems.requires_grad || ofEntities.requires_grad || vectors.requires_grad))
            return Attended.apply(ofItems, ofEntities, vectors, this);
        (Tensor result, Tensor weights) = Forward(new Inputs(ofItems, ofEntities, vectors));
        weights.Dispose();
        return result;
    }

    /// <summary>What items take, and the weight of each entity to its item [entries, 1].</summary>
    private unsafe (Tensor Result, Tensor Weights) Forward(Inputs inputs)
    {
        int width = (int)inputs.Vectors.shape[1];
        Tensor result = zeros([_entities.RowCount, width], ScalarType.Float32, CPU), weights = empty([_entities.EntryCount, 1], ScalarType.Float32, CPU);
        TensorRows a = new(inputs.OfItems), b = new(inputs.OfEntities), from = new(inputs.Vectors), to = new(result), all = new(weights);
        RowBlocks.Each(_entities.RowCount, item =>
        {
            ReadOnlySpan<int> entities = _entities[item];
            if (entities.IsEmpty)
                return;
            var weight = new Span<float>(all[_entities.Start(item)], entities.Length);
            float largest = float.NegativeInfinity;
            for (int e = 0; e < entities.Length; e++)
            {
                float score = *a[item] + *b[entities[e]];
                weight[e] = score > 0 ? score : Slope * score;
                largest = Math.Max(largest, weight[e]);
            }

            float sum = 0;
            for (int e = 0; e < entities.Length; e++)
                sum += weight[e] = MathF.Exp(weight[e] - largest);
            var mean = new Span<float>(to[item], width);
            for (int e = 0; e < entities.Length; e++)
            {
                weight[e] /= sum;
                FloatVectors.Add(mean, new ReadOnlySpan<float>(from[entities[e]], width), weight[e]);
            }
        });
        return (result, weights);
    }

    /// <summary>The gradients of all inputs, in their order.</summary>
    private unsafe List<Tensor> Backward(Inputs inputs, Tensor weights, Tensor gradient)
    {
        int width = (int)gradient.shape[1];
        // By entry, what its score is worth.
        using Tensor slopes = empty_like(weights);
        Tensor ofItems = zeros_like(inputs.OfItems), ofEntities = zeros_like(inputs.OfEntities), vectors = zeros_like(inputs.Vectors);
        TensorRows a = new(inputs.OfItems), b = new(inputs.OfEntities), from = new(inputs.Vectors), output = new(gradient), all = new(weights), slope = new(slopes);
        TensorRows toItems = new(ofItems), toEntities = new(ofEntities), toVectors = new(vectors);
        RowBlocks.Each(_entities.RowCount, item =>
        {
            ReadOnlySpan<int> entities = _entities[item];
            if (entities.IsEmpty)
                return;
            var weight = new ReadOnlySpan<float>(all[_entities.Start(item)], entities.Length);
            var worth = new Span<float>(slope[_entities.Start(item)], entities.Length);
            float mean = 0;
            for (int e = 0; e < entities.Length; e++)
            {
                worth[e] = FloatVectors.Dot(new ReadOnlySpan<float>(output[item], width), new ReadOnlySpan<float>(from[entities[e]], width));
                mean += weight[e] * worth[e];
            }

            for (int e = 0; e < entities.Length; e++)
            {
                worth[e] = weight[e] * (worth[e] - mean) * (*a[item] + *b[entities[e]] > 0 ? 1 : Slope);
                *toItems[item] += worth[e];
            }
        });
        RowBlocks.Each(
            _byEntity.RowCount,
            entity =>
            {
                foreach (int entry in _byEntity[entity])
                {
                    *toEntities[entity] += *slope[entry];
                    FloatVectors.Add(new Span<float>(toVectors[entity], width), new ReadOnlySpan<float>(output[_itemOf[entry]], width), *all[entry]);
                }
            },
            atATime: 1);
        return [ofItems, ofEntities, vectors];
    }

    /// <summary>Dense tensors without gradients.</summary>
    private sealed class Inputs(Tensor ofItems, Tensor ofEntities, Tensor vectors)
    {
        public Tensor OfItems { get; } = ofItems.detach().contiguous();

        public Tensor OfEntities { get; } = ofEntities.detach().contiguous();

        public Tensor Vectors { get; } = vectors.detach().contiguous();
    }

    private sealed class Attended : autograd.SingleTensorFunction<Attended>
    {
        private const string Entities = "entities";

        public override string Name => nameof(EntityAttention);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var entities = (EntityAttention)vars[3];
            using var scope = NewDisposeScope();
            (Tensor result, Tensor weights) = entities.Forward(Of(vars));
            ctx.save_data(Entities, entities);
            // What is saved is taken hold of after this returns.
            ctx.save_for_backward([.. vars.Take(3).Cast<Tensor>(), weights.MoveToOuterDisposeScope()]);
            return result.MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            List<Tensor> saved = ctx.get_saved_variables();
            List<Tensor> gradients = ((EntityAttention)ctx.get_data(Entities)).Backward(Of([.. saved]), saved[3], grad_output.detach().contiguous());
            foreach (Tensor gradient in gradients)
                gradient.MoveToOuterDisposeScope();
            // One for each argument, the entities among them.
            return [.. gradients, null!];
        }

        private static Inputs Of(object[] vars) => new((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
    }
}
