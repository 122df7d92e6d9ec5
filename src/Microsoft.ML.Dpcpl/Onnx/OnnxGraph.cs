using System.Globalization;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Onnx;

/// <summary>
/// A graph of ONNX while it is made: inputs, constants, nodes, outputs. Modules describe what they compute with the operations of <see cref="OnnxValue"/>,
/// which read like those of torch; <see cref="OnnxFile"/> writes it.
/// </summary>
/// <remarks>Keeps no copies of weights: they must live, and stay as they are, until it is written.</remarks>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, OnnxValue> _inputs = [];
    private readonly Dictionary<(IntPtr Weight, bool Transposed), OnnxValue> _weights = [];
    private readonly Dictionary<float, OnnxValue> _numbers = [];
    private int _values;

    public List<ProtoMessage> Nodes { get; } = [];

    public List<ProtoMessage> Inputs { get; } = [];

    public List<ProtoMessage> Outputs { get; } = [];

    /// <summary>Constants: name, type, shape, and values in this machine's memory or another one's.</summary>
    public List<(string Name, OnnxType Type, Tensor Values)> Constants { get; } = [];

    /// <summary>An input of a number of rows that is open; the same for the same name.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="type">Its type.</param>
    /// <param name="sizes">Its axes after the first one.</param>
    public OnnxValue Input(string name, OnnxType type, params ReadOnlySpan<long> sizes)
    {
        if (_inputs.TryGetValue(name, out OnnxValue? known))
            return known;
        Inputs.Add(Described(name, type, sizes));
        return _inputs[name] = new OnnxValue(this, name);
    }

    /// <summary>Gives a value a name by which the file gives it out.</summary>
    public void Output(string name, OnnxValue value, params ReadOnlySpan<long> sizes)
    {
        Nodes.Add(new ProtoMessage().Text(1, value.Name).Text(2, name).Text(3, name).Text(4, "Identity"));
        Outputs.Add(Described(name, OnnxType.Float, sizes));
    }

    /// <summary>A weight as it is, once however often it is asked for.</summary>
    public OnnxValue Weight(Tensor weight) => Kept(weight, transposed: false);

    /// <summary>A matrix with its axes exchanged, likewise.</summary>
    public OnnxValue Transposed(Tensor weight) => Kept(weight, transposed: true);

    /// <summary>Other constants.</summary>
    public OnnxValue Constant(Tensor values)
    {
        string name = Next("constant");
        Constants.Add((name, values.dtype == ScalarType.Int64 ? OnnxType.Int64 : OnnxType.Float, values.detach()));
        return new OnnxValue(this, name);
    }

    /// <inheritdoc cref="Constant(Tensor)"/>
    public OnnxValue Constant(params ReadOnlySpan<long> values) => Constant(tensor(values.ToArray(), ScalarType.Int64, CPU));

    /// <summary>A single number.</summary>
    public OnnxValue Number(float value)
    {
        if (!_numbers.TryGetValue(value, out OnnxValue? known))
            _numbers[value] = known = Constant(tensor([value], [], ScalarType.Float32, CPU));
        return known;
    }

    /// <summary>A node of one output.</summary>
    /// <param name="operation">Name of the operator.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Whole numbers, lists of them, floats, texts.</param>
    public OnnxValue Node(string operation, IReadOnlyList<OnnxValue> inputs, params IReadOnlyList<(string Name, object Value)> attributes) =>
        Node(operation, inputs, 1, attributes)[0];

    /// <summary>A node of several outputs.</summary>
    public OnnxValue[] Node(string operation, IReadOnlyList<OnnxValue> inputs, int outputs, params IReadOnlyList<(string Name, object Value)> attributes)
    {
        var node = new ProtoMessage();
        foreach (OnnxValue input in inputs)
            node.Text(1, input.Name);
        OnnxValue[] values = [.. Enumerable.Range(0, outputs).Select(_ => new OnnxValue(this, Next(operation)))];
        foreach (OnnxValue value in values)
            node.Text(2, value.Name);
        node.Text(3, values[0].Name).Text(4, operation);
        foreach ((string name, object value) in attributes)
            node.Message(5, Attribute(name, value));
        Nodes.Add(node);
        return values;
    }

    private OnnxValue Kept(Tensor weight, bool transposed)
    {
        if (!_weights.TryGetValue((weight.Handle, transposed), out OnnxValue? known))
            _weights[(weight.Handle, transposed)] = known = Constant(transposed ? weight.detach().t() : weight);
        return known;
    }

    private string Next(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{_values++}");

    private static ProtoMessage Attribute(string name, object value)
    {
        var attribute = new ProtoMessage().Text(1, name);
        switch (value)
        {
            case float number:
                return attribute.Number(2, number).Number(20, 1);
            case long number:
                return attribute.Number(3, number).Number(20, 2);
            case string text:
                return attribute.Text(4, text).Number(20, 3);
            default:
                foreach (long number in (long[])value)
                    attribute.Number(8, number);
                return attribute.Number(20, 7);
        }
    }

    /// <summary>A ValueInfoProto.</summary>
    private static ProtoMessage Described(string name, OnnxType type, ReadOnlySpan<long> sizes)
    {
        var shape = new ProtoMessage().Message(1, new ProtoMessage().Text(2, "rows"));
        foreach (long size in sizes)
            shape.Message(1, new ProtoMessage().Number(1, size));
        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, new ProtoMessage().Number(1, (long)type).Message(2, shape)));
    }
}
