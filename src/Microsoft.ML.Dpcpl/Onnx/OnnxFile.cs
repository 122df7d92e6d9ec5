using System.Globalization;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Onnx;

/// <summary>Writes a graph as a file of ONNX, operator set 17: a ModelProto of Protocol Buffers.</summary>
internal static class OnnxFile
{
    private const int FormatVersion = 8, OperatorSet = 17, PieceNumbers = 1 << 18;

    /// <summary>The most that a message of Protocol Buffers may have.</summary>
    private const long Most = int.MaxValue;

    /// <param name="graph">The graph.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="description">What a reader should know.</param>
    /// <param name="metadata">What a program that runs the file should know.</param>
    /// <param name="stream">Receives it.</param>
    /// <exception cref="NotSupportedException">It would be too large.</exception>
    public static void Write(OnnxGraph graph, string name, string description, IEnumerable<(string Key, string Value)> metadata, Stream stream)
    {
        var header = new ProtoMessage();
        foreach (ProtoMessage node in graph.Nodes)
            header.Message(1, node);
        header.Text(2, name);
        foreach (ProtoMessage input in graph.Inputs)
            header.Message(11, input);
        foreach (ProtoMessage output in graph.Outputs)
            header.Message(12, output);
        (ProtoMessage Header, Tensor Values)[] constants = [.. graph.Constants.Select(constant => (Header(constant.Name, constant.Type, constant.Values), constant.Values))];
        long length = header.Length + constants.Sum(constant => constant.Header.Length + Bytes(constant.Values));
        var model = new ProtoMessage().Number(1, FormatVersion).Text(2, "Microsoft.ML.Dpcpl").Text(6, description)
            .Message(8, new ProtoMessage().Text(1, "").Number(2, OperatorSet));
        foreach ((string key, string value) in metadata)
            model.Message(14, new ProtoMessage().Text(1, key).Text(2, value));
        model.Begin(7, length);
        if (model.Length + length > Most)
        {
            throw new NotSupportedException(string.Create(
                CultureInfo.InvariantCulture, $"The network takes {(model.Length + length) / 1e9:0.0} GB, and a file of ONNX holds at most 2.1 GB: fewer items or a smaller HiddenSize."));
        }

        stream.Write(model.Bytes);
        stream.Write(header.Bytes);
        foreach ((ProtoMessage constant, Tensor values) in constants)
        {
            stream.Write(constant.Bytes);
            Write(values, stream);
        }
    }

    /// <summary>Field 5 of the graph, a TensorProto, up to its values.</summary>
    private static ProtoMessage Header(string name, OnnxType type, Tensor values)
    {
        var tensor = new ProtoMessage();
        foreach (long size in values.shape)
            tensor.Number(1, size);
        tensor.Number(2, (long)type).Text(8, name).Begin(9, Bytes(values));
        var field = new ProtoMessage().Begin(5, tensor.Length + Bytes(values));
        return field.Followed(tensor);
    }

    private static long Bytes(Tensor values) => values.NumberOfElements * (values.dtype == ScalarType.Int64 ? sizeof(long) : sizeof(float));

    /// <summary>In pieces, so that a large table is never there twice.</summary>
    private static void Write(Tensor values, Stream stream)
    {
        using var scope = NewDisposeScope();
        Tensor flat = values.contiguous().view(-1);
        for (long start = 0; start < flat.NumberOfElements; start += PieceNumbers)
        {
            using Tensor host = flat.narrow(0, start, Math.Min(PieceNumbers, flat.NumberOfElements - start)).cpu().contiguous();
            stream.Write(host.bytes);
        }
    }
}
