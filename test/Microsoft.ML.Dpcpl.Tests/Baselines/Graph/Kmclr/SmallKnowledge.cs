using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Kmclr;

/// <summary>A graph of seven items with two attributes, a number between them, and a network over it.</summary>
internal static class SmallKnowledge
{
    public const int Users = BehaviorGcnNetworkTests.Users, Items = BehaviorGcnNetworkTests.Items, Width = 4, Layers = 2, Buy = 2, Entities = 5, Relations = 2;
    public const double Share = 0.3;

    /// <summary>Entities 0 to 2 stand in the first relation, 3 and 4 in the second; item 6 has none, and item 3 most.</summary>
    public static readonly int[][] EntitiesOf = [[], [0, 3], [0, 4], [1, 2, 3, 4], [1], [2, 3], [], [2]];

    public static readonly int[] RelationOf = [0, 0, 0, 1, 1];

    /// <summary>Numbers of an item: three colors, a size, two makers.</summary>
    public static ItemFeatures Features => new("small", 6, SparseRows.From([.. EntitiesOf.Select((entities, item) =>
    {
        (int Column, float Value)[] row = [.. entities.Select(entity => (entity < 3 ? entity : entity + 1, 1f)), .. item > 0 ? [(3, 0.5f)] : Array.Empty<(int, float)>()];
        Array.Sort(row);
        return (row.Select(one => one.Column).ToArray(), row.Select(one => one.Value).ToArray());
    })]))
    {
        Columns =
        [
            new ItemAttributeColumn("Color", ItemAttributeKind.Categories, CategoryVocabulary.Fit(["blue", "green", "red"]), 3, 0, 1),
            new ItemAttributeColumn("Size", ItemAttributeKind.Number, null, 1, 0, 1),
            new ItemAttributeColumn("Maker", ItemAttributeKind.Categories, CategoryVocabulary.Fit(["one", "two"]), 2, 0, 1),
        ],
    };

    public static ItemKnowledge Knowledge => ItemKnowledge.Of(Features, 10)!;

    public static BehaviorGraphs Graphs { get; } = BehaviorGcnNetworkTests.Graphs.With(Knowledge);

    public static KmclrShape Shape { get; } = new(Users, Items, Width, Layers, 2, false, Buy, Entities, Relations, Share);

    /// <summary>Weights that are all their own, where a new network has identities and small vectors.</summary>
    public static KmclrNetwork Network(KmclrShape? shape = null)
    {
        var network = (KmclrNetwork)(shape ?? Shape).Create(new Initialization(3));
        var random = new Random(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((_, Parameter values) in network.Parameters)
            values.add_(tensor([.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(1.6 * (random.NextDouble() - 0.5)))]).view(values.shape));
        return network;
    }

    public static double[][] Rows(Tensor table) =>
        [.. Enumerable.Range(0, (int)table.shape[0]).Select(row => Enumerable.Range(0, (int)table.shape[1]).Select(j => table[row, j].ToDouble()).ToArray())];

    public static Dictionary<string, Tensor> Weights(KmclrNetwork network) => network.Parameters.ToDictionary(weight => weight.Name, weight => (Tensor)weight.Values);
}
