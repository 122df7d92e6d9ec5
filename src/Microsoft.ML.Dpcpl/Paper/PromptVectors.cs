using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Batches;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper;

/// <summary>The prompts of users as numbers.</summary>
internal static class PromptVectors
{
    /// <summary>The prompt vectors P of some users, to look at.</summary>
    /// <param name="model">A model.</param>
    /// <param name="histories">One history a row.</param>
    /// <param name="most">Users at most, taken evenly.</param>
    /// <returns>By user, then layer: PromptWidth numbers; null for a model whose users have no prompts of their own.</returns>
    public static float[][][]? Of(NeuralModelParameters model, IDataView histories, int most)
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
        if (prompts.forward(BatchTensors.Create(batch, model.Recipe, model.Network.Device).Prompts!, model.Network.ItemTable).Vectors is not { } vectors)
            return null;
        int layers = (int)vectors.shape[1];
        float[] values = vectors.cpu().contiguous().data<float>().ToArray();
        return [.. values.Chunk((int)vectors.shape[2]).Chunk(layers)];
    }
}
