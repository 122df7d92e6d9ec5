using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Items like some items.</summary>
internal sealed class SimilarCommand : Command
{
    private static readonly string[] s_ways = [.. Enum.GetNames<ItemSimilarity>().Select(Kebab.Case)];

    private readonly Option<string> _model = new("--model") { Description = "The model file.", HelpName = "file.zip", Required = true };
    private readonly Option<string[]> _item = new("--item") { Description = "The item; may be repeated.", HelpName = "item", Required = true };
    private readonly Option<int> _top = new("--top") { Description = "Similar items for each.", HelpName = "number", DefaultValueFactory = _ => 10 };
    private readonly Option<string?> _by = new("--by")
    {
        Description = "What makes items alike: vectors, the cosine of what the network has learned of both; counts, how much an event on the one raises the score of the other by what was counted. [default: vectors]",
        HelpName = string.Join('|', s_ways),
    };

    private readonly Option<string?> _output = new("--output") { Description = "CSV to write: item,rank,similar,score. [default: the screen]", HelpName = "file.csv" };

    public SimilarCommand()
        : base("similar", "List the items that are like some items.")
    {
        Choice.Restrict(_by, s_ways);
        Numbers.Restrict(_top, least: 1, most: 100_000);
        Add(_model);
        Add(_item);
        Add(_top);
        Add(_by);
        Add(_output);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? file = parsed.GetValue(_output);
        using var outputs = new Outputs();
        outputs.Spare(_model.Name, parsed.GetRequiredValue(_model));
        outputs.TakeFile(_output.Name, file);
        using SavedModel model = SavedModel.Load(new MLContext(1), _model.Name, parsed.GetRequiredValue(_model));
        ItemCatalog items = model.Items;
        ItemSimilarity by = Enum.Parse<ItemSimilarity>(parsed.GetValue(_by) ?? s_ways[0], ignoreCase: true);
        (string Item, IReadOnlyList<SimilarItem> Similar)[] found =
            [.. parsed.GetRequiredValue(_item).Select(item => (item, items.Similar(item, parsed.GetValue(_top), by)))];
        Csv.Write(file, parsed.InvocationConfiguration.Output, (output, spell) =>
        {
            output.WriteLine("item,rank,similar,score");
            foreach ((string item, IReadOnlyList<SimilarItem> similar) in found)
            {
                for (int i = 0; i < similar.Count; i++)
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Csv.Cell(spell(item))},{i + 1},{Csv.Cell(spell(similar[i].Item))},{similar[i].Score}"));
            }
        });
        return CommandLine.Success;
    }
}
