using System.CommandLine;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Vectors of items and users for programs that search them.</summary>
internal sealed class ExportCommand : Command
{
    private readonly Option<string> _model = new("--model") { Description = "The model file.", HelpName = "file.zip", Required = true };
    private readonly Option<string?> _items = new("--item-vectors") { Description = $"File for the vectors of all items: id, vector; {VectorFile.Forms} says its form.", HelpName = "file" };
    private readonly Option<string?> _users = new("--user-vectors") { Description = "File for the vectors of the users of --data, likewise.", HelpName = "file" };
    private readonly Option<string?> _onnx = new("--onnx") { Description = "File for the network with its item table as ONNX; without channels.", HelpName = "file.onnx" };
    private readonly DataArguments _data = new(required: false);

    public ExportCommand()
        : base("export", "Write the vectors of items and users, or the network: the score of an item is the dot product, to which the model's channels add.")
    {
        Add(_model);
        Add(_items);
        Add(_users);
        Add(_onnx);
        _data.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        (string? items, string? users, string? onnx) = (parsed.GetValue(_items), parsed.GetValue(_users), parsed.GetValue(_onnx));
        if (items is null && users is null && onnx is null)
            throw new UserError($"nothing to write: name a file in {_items.Name}, {_users.Name} or {_onnx.Name}");
        if (users is not null && !_data.IsGiven(parsed))
            throw new UserError($"{_users.Name} needs {_data.Name}: the events of the users");
        VectorFile.Check(_items.Name, items);
        VectorFile.Check(_users.Name, users);
        using var outputs = new Outputs();
        outputs.Spare(_model.Name, parsed.GetRequiredValue(_model));
        if (_data.IsGiven(parsed))
            outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.TakeFile(_items.Name, items);
        outputs.TakeFile(_users.Name, users);
        outputs.TakeFile(_onnx.Name, onnx);
        var ml = new MLContext(1);
        LibraryNotes.BesideTheScreen(ml, parsed.InvocationConfiguration.Error);
        using SavedModel model = SavedModel.Load(ml, _model.Name, parsed.GetRequiredValue(_model));
        if (items is not null)
            Write(parsed, items, model.Items.Vectors(), "Item", "Vector", new Progress(ml, "writing vectors", model.Dpcpl.Model.ItemCount, Progress.Items));
        if (onnx is not null)
            Write(parsed, onnx, model.Dpcpl);
        if (users is null)
            return CommandLine.Success;
        const string vector = "UserVector";
        using NeuralTransformer scorer = model.Dpcpl.WithOptions(options => options.UserVectorColumnName = vector);
        Write(parsed, users, scorer.Transform(model.Features.Transform(_data.Read(parsed, ml))), "User", vector);
        return CommandLine.Success;
    }

    private static void Write(ParseResult parsed, string path, NeuralTransformer network)
    {
        network.ExportOnnx(path);
        parsed.InvocationConfiguration.Output.WriteLine($"network written to {path}");
    }

    private static void Write(ParseResult parsed, string path, IDataView view, string id, string vector, Progress? progress = null)
    {
        int rows = VectorFile.Write(path, view, id, vector, out int width, progress);
        parsed.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant($"{rows} vectors of {width} numbers written to {path}"));
    }
}
