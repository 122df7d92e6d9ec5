using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>
/// A view that ML.NET's export to ONNX does not pass by silently: the export walks from view to view, and one that it cannot ask would end
/// the file there, without what stands before it.
/// </summary>
internal sealed class OnnxRefusal : ITransformCanSaveOnnx, IStandIn
{
    private readonly string _transformer;
    private readonly string _wayOut;

    private OnnxRefusal(IDataView view, string transformer, string wayOut) => (View, _transformer, _wayOut) = (view, transformer, wayOut);

    public IDataView View { get; }

    /// <summary>Nobody walks on from here; what the view was made from need not stay in memory.</summary>
    IDataView IDataTransform.Source => View;

    public DataViewSchema Schema => View.Schema;

    public bool CanShuffle => View.CanShuffle;

    /// <param name="view">What a transformer gives.</param>
    /// <param name="transformer">Its name.</param>
    /// <param name="wayOut">What to do in place of the export.</param>
    public static IDataView Of(IDataView view, string transformer, string wayOut) => new OnnxRefusal(view, transformer, wayOut);

    public long? GetRowCount() => View.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => View.GetRowCursor(columnsNeeded, rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        View.GetRowCursorSet(columnsNeeded, n, rand);

    /// <exception cref="NotSupportedException">Always.</exception>
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => throw Refused();

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => throw Refused();

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException($"A view of {_transformer} is not saved: save the transformer, by mlContext.Model.Save.");

    private NotSupportedException Refused() => new(
        $"{_transformer} cannot be exported to ONNX, and a file without it would not do what the chain does: {_wayOut}, or export the transformers beside it by themselves.");
}
