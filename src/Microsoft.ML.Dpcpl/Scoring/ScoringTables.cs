using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>The compressed forms of a model's item table, made when first needed and shared by all transformers of the model. Thread-safe.</summary>
internal sealed class ScoringTables(IVectorModel model)
{
    private readonly Lazy<CompressedItems?> _bfloat16 = new(() => Make(model, ScoringTable.BFloat16));
    private readonly Lazy<CompressedItems?> _int8 = new(() => Make(model, ScoringTable.Int8));

    /// <summary>Null for the table as it is, and where no other form can be made: then scoring reads the table as it is.</summary>
    public CompressedItems? Of(ScoringTable kind) => kind switch
    {
        ScoringTable.BFloat16 => _bfloat16.Value,
        ScoringTable.Int8 => _int8.Value,
        _ => null,
    };

    private static unsafe CompressedItems? Make(IVectorModel model, ScoringTable kind) => model is { Interests: 1, ItemTable: var table } && CatalogScan.Serves(table)
        ? CompressedItems.Of(kind, new TensorRows(table).Start, checked((int)table.shape[0] - 1), (int)table.shape[1])
        : null;
}
