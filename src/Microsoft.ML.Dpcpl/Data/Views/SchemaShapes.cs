using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Makes <see cref="SchemaShape"/>s, whose columns have no public constructor.</summary>
internal static class SchemaShapes
{
    /// <summary>The shape of a schema, as an estimator chain would hand it to an estimator that is fitted on such a view.</summary>
    public static SchemaShape Of(DataViewSchema schema)
    {
        var probe = new Probe();
        new EstimatorChain<ITransformer>().Append(probe).Fit(new MemoryDataView(schema, () => MemoryTable.NoRows(schema)));
        return probe.Shape!;
    }

    /// <summary>An estimator that only looks at the shape it is asked about.</summary>
    private sealed class Probe : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;

        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();
    }
}
