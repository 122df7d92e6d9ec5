using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Catalog;

/// <summary>
/// The environment behind an ML.NET catalog, which is internal to ML.NET: every catalog implements an internal interface
/// explicitly, and this calls that implementation.
/// </summary>
internal static class CatalogEnvironment
{
    private const string Getter = "Microsoft.ML.Data.IInternalCatalog.get_Environment";

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = Getter)]
    public static extern IHostEnvironment Of(TransformsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = Getter)]
    public static extern IHostEnvironment Of(DataOperationsCatalog catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = Getter)]
    public static extern IHostEnvironment Of(TrainCatalogBase catalog);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = Getter)]
    public static extern IHostEnvironment Of(TrainCatalogBase.CatalogInstantiatorBase trainers);
}
