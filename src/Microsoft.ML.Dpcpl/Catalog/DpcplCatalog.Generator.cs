namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Makes the built-in data: a shop's log of clicks, favorites, carts and purchases with noise, and its user table.</summary>
    /// <remarks>The rows are made while they are read, each time anew and alike; see <see cref="ShopLogGenerator"/> for the process.</remarks>
    /// <param name="catalog">The data catalog of an <see cref="MLContext"/>.</param>
    /// <param name="options">Size and seed; null takes the defaults: 2,000 users, 1,000 items, about 130,000 events.</param>
    /// <returns>The events, the user table and the names of the items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static ShopLog GenerateShopLog(this DataOperationsCatalog catalog, ShopLogOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var generator = new ShopLogGenerator(options);
        return new ShopLog(
            catalog.LoadFromEnumerable(generator.Events()), catalog.LoadFromEnumerable(generator.Users()), generator.ItemNames);
    }
}
