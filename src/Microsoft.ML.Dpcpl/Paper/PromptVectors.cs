using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper;

/// <summary>The prompts of users as numbers, and the gates that mixed them.</summary>
internal static class PromptVectors
{
    /// <summary>The prompt vectors P of some users, to look at.</summary>
    /// <param name="model">A model.</param>
    /// <param name="histories">One history a row.</param>
    /// <param name="most">Users at most, taken evenly.</param>
    /// <returns>By user, then layer: PromptWidth numbers; null for a model whose users have no prompts of their own.</returns>
    public static float[][][]? Of(NeuralModelParameters model, IDataView histories, int most) =>
        Look(model, histories, most, (prompts, inputs) => prompts.forward(inputs, model.Network.ItemTable).Vectors);

    /// <summary>The gates beta of some users (eq. 8), to look at.</summary>
    /// <inheritdoc cref="Of"/>
    /// <returns>By user, then layer: weights of the layer's PromptFactors own factors, then of as many shared ones; null for a model whose users have no prompts of their own.</returns>
    public static float[][][]? GatesOf(NeuralModelParameters model, IDataView histories, int most) =>
        Look(model, histories, most, (prompts, inputs) => (prompts as CustomizedPrompts)?.Gates(inputs, model.Network.ItemTable));

    private static float[][][]? Look(NeuralModelParameters model, IDataView histories, int most, Func<PromptModule, PromptInputs, Tensor?> look)
    {
        using var host = HostState.Leave();
        using Lifetime.Use use = model.Use();
        if (model.Network.Prompts is not { } prompts)
            return null;
        SequenceData rows = SequenceReader.Read(histories, new SequenceColumns { User = null, Label = null, Candidates = null, Attributes = [.. model.AttributeNames] }, nameof(histories));
        int users = rows.Store.UserCount, count = Math.Min(most, users);
        var batch = new WindowBatch();
        var history = new UserHistoryBuffer();
        model.Recipe.Reset(batch, count);
        for (int i = 0; i < count; i++)
        {
            int user = (int)((long)i * users / count);
            model.Recipe.FillWindow(batch, i, rows, model.Recipe.Whole(rows, user), history);
        }

        using var noGrad = no_grad();
        if (look(prompts, BatchTensors.Create(batch, model.Recipe, model.Network.Device).Prompts!) is not { } numbers)
            return null;
        int layers = (int)numbers.shape[1];
        float[] values = numbers.cpu().contiguous().data<float>().ToArray();
        return [.. values.Chunk((int)numbers.shape[2]).Chunk(layers)];
    }
}
