using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;
using ScottPlot;

namespace Microsoft.ML.Dpcpl;

/// <summary>Saves pictures.</summary>
public static partial class PictureExtensions
{
    /// <summary>Writes a picture to a file that appears whole or not at all; the same picture gives the same bytes on one machine.</summary>
    /// <param name="plot">A picture of <see cref="DpcplPlots"/>, or any other.</param>
    /// <param name="path">The file, replaced if it is there; its ending says the format: .png or .svg. The folder must exist.</param>
    /// <param name="width">Pixels; 100 to 10,000.</param>
    /// <param name="height">Pixels; 100 to 10,000.</param>
    /// <exception cref="ArgumentException">The ending is another one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SavePicture(this Plot plot, string path, int width = 900, int height = 520)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Require(width, nameof(width));
        Require(height, nameof(height));
        byte[] picture = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => plot.GetImageBytes(width, height, ImageFormat.Png),
            ".svg" => Encoding.UTF8.GetBytes(Renumbered(plot.GetSvgXml(width, height))),
            var other => throw new ArgumentException($"A picture's file ends in .png or .svg; '{path}' ends in '{other}'.", nameof(path)),
        };
        AtomicFile.Write(path, stream => stream.Write(picture));
    }

    private static void Require(int size, string name)
    {
        if (size is < 100 or > 10_000)
            throw new ArgumentOutOfRangeException(name, size, $"{name} is {size}; it must be between 100 and 10,000 pixels.");
    }

    /// <summary>Clip paths are numbered through the life of a process; here through the picture.</summary>
    private static string Renumbered(string svg)
    {
        var numbers = new Dictionary<string, string>();
        return ClipPath().Replace(svg, id =>
        {
            if (!numbers.TryGetValue(id.Value, out string? number))
                numbers[id.Value] = number = string.Create(CultureInfo.InvariantCulture, $"clip{numbers.Count}");
            return number;
        });
    }

    [GeneratedRegex("(?<=[\"#])cl_[0-9a-f]+")]
    private static partial Regex ClipPath();
}
