using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>The environment behind an ML.NET catalog, which every catalog has by an interface that is internal to ML.NET.</summary>
internal static class CatalogEnvironment
{
    public static IHostEnvironment Of(TransformsCatalog catalog) => Behind(catalog);

    public static IHostEnvironment Of(DataOperationsCatalog catalog) => Behind(catalog);

    public static IHostEnvironment Of(TrainCatalogBase catalog) => Behind(catalog);

    public static IHostEnvironment Of(TrainCatalogBase.CatalogInstantiatorBase catalog) => Behind(catalog);

    private static IHostEnvironment Behind(IInternalCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Environment;
    }
}
