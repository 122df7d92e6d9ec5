using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Which of many parts one of several processes has: every so many-th, so that all have about as many.</summary>
/// <param name="Number">Number of the process, from 1.</param>
/// <param name="Count">Processes.</param>
internal readonly record struct Share(int Number, int Count)
{
    public static Share Whole { get; } = new(1, 1);

    /// <param name="part">The part, from 0.</param>
    public bool Has(int part) => part % Count == Number - 1;

    /// <param name="option">The option.</param>
    /// <param name="text">What was given: 3/8.</param>
    /// <exception cref="UserError">It is none.</exception>
    public static Share Of(string option, string text)
    {
        string[] numbers = text.Split('/');
        return numbers.Length == 2 && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && number >= 1 && number <= count
            ? new Share(number, count)
            : throw new UserError($"{option} cannot be '{text}'; it takes the number of this process, from 1, and how many there are: 3/8");
    }

    /// <summary>What an array of Slurm, or mpirun, says of this process; the whole without them.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static Share OfSurroundings(Func<string, string?> variable)
    {
        int? Number(string name) => int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        if (Number("SLURM_ARRAY_TASK_ID") is { } task && Number("SLURM_ARRAY_TASK_COUNT") is { } tasks && Number("SLURM_ARRAY_TASK_MIN") is { } first
            && (Number("SLURM_ARRAY_TASK_STEP") ?? 1) is var step and > 0 && (task - first) / step < tasks && task >= first)
            return new Share(((task - first) / step) + 1, tasks);
        return Number("OMPI_COMM_WORLD_RANK") is { } rank && Number("OMPI_COMM_WORLD_SIZE") is { } size && rank < size ? new Share(rank + 1, size) : Whole;
    }
}
