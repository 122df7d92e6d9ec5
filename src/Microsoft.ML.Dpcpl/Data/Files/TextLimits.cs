using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>How much of a text file is held at a time: what is longer is no table.</summary>
internal static class TextLimits
{
    /// <summary>Bytes of a field, as UTF-8.</summary>
    public const int LongestField = NameTable.LongestName;

    /// <summary>Bytes of a line, as UTF-8, with those that quoted line breaks add to it.</summary>
    public const int LongestLine = 1 << 20;

    public const int MostColumns = 10_000;
}
