using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Paper;

/// <summary>Prompts as a small file of their own, which goes with one backbone.</summary>
internal static class PromptFile
{
    private const string Magic = "DPCPL prompts 2";

    /// <summary>What files without a checksum begin with.</summary>
    private const string Unchecked = "DPCPL prompts 1";

    /// <summary>Writes the prompts of a model.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static void Save(NeuralModelParameters model, string path)
    {
        using var host = HostState.Leave();
        using Lifetime.Use use = model.Use();
        if (model.Network.Prompts is null)
            throw new InvalidOperationException("This model has no prompts: it was trained with Tuning = FullFineTuning or None, or no epoch of tuning was better than the pre-trained network.");
        string backbone = model.Network.BackboneChecksum();
        CheckedFile.Write(path, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write(Magic);
            writer.Write(backbone);
            NeuralModelHeader.Of(model.Model).Write(writer);
            TensorArchive.Write(writer, [.. model.Network.PromptTensors(), .. model.Model.Channels.Tensors()]);
        });
    }

    /// <summary>The backbone of a model with the prompts of a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or its prompts belong to another backbone.</exception>
    public static NeuralModelParameters Load(NeuralModelParameters model, string path)
    {
        using var host = HostState.Leave();
        using Lifetime.Use use = model.Use();
        try
        {
            using FileStream stream = CheckedFile.OpenRead(path, out bool isChecked);
            using var reader = new BoundedReader(stream);
            if (reader.ReadString() != (isChecked ? Magic : Unchecked))
                throw new InvalidDataException("it is not a file that SavePrompts wrote");
            if (reader.ReadString() != model.Network.BackboneChecksum())
                throw new InvalidDataException("its prompts were tuned on another backbone; take the model that they were saved from");
            NeuralModelHeader header = NeuralModelHeader.Read(reader, NeuralSystemTypes.Of(model.Network.Backbone.Shape));
            if (header.Prompts is null)
                throw new InvalidDataException("it holds no prompts");
            // The backbone is the model's, whatever the file says of it.
            header = header with { Encoder = model.Network.Backbone.Shape };
            header.Check();
            SequenceNetwork network = model.Network.WithPrompts(header.Prompts, seed: null, mostWeights: reader.Left / sizeof(float));
            ScoreChannels channels = model.Model.Channels.Copy();
            try
            {
                TensorArchive.Read(reader, [.. network.PromptTensors(), .. channels.Tensors()], finite: true);
                channels.Check();
                reader.RequireEnd();
            }
            catch
            {
                channels.Dispose();
                network.Dispose();
                throw;
            }

            return new NeuralModelParameters(header.Model(network, channels, model.Model.Popularity) with { ItemVocabulary = model.Model.ItemVocabulary, ByAttribute = model.Model.ByAttribute });
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"The prompts in '{path}' cannot be used: {OneLine.Of(e.Message)}.", e);
        }
    }
}
