using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Searching;

namespace Microsoft.ML.Dpcpl;

/// <summary>The options that a search draws, and from where; for <see cref="DpcplCatalog.Tune"/>.</summary>
/// <remarks>
/// <code>
/// var space = new SearchSpace&lt;DpcplTrainer.Options&gt;()
///     .LogUniform(o => o.LearningRate, 1e-4f, 1e-2f)
///     .Choice(o => o.HiddenSize, 32, 64, 128);
/// </code>
/// Numbers are drawn with four digits, those of whole options are rounded. Not for several threads.
/// </remarks>
/// <typeparam name="TOptions">The options of a trainer.</typeparam>
public sealed class SearchSpace<TOptions>
    where TOptions : TrainerOptions, new()
{
    private readonly TOptions _start;
    private readonly List<(PropertyInfo Option, SearchAxis Axis, Func<double, object?> Value)> _dimensions = [];

    /// <summary>An empty space.</summary>
    /// <param name="start">What all trials have in common; copied. Null takes the defaults.</param>
    public SearchSpace(TOptions? start = null) => _start = (TOptions)(start ?? new TOptions()).Clone();

    /// <summary>Draws an option from a range whose every part of the same ratio is as likely: from 0.001 to 0.01 as from 0.01 to 0.1.</summary>
    /// <typeparam name="T">The type of the option: a number.</typeparam>
    /// <param name="option">The option, as <c>o => o.LearningRate</c>.</param>
    /// <param name="low">Lower end, above 0.</param>
    /// <param name="high">Upper end, above the lower one.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">The option is none, or is there already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is none, or is not within that of the option.</exception>
    public SearchSpace<TOptions> LogUniform<T>(Expression<Func<TOptions, T>> option, T low, T high)
        where T : INumber<T> => Range(option, low, high, isLogarithmic: true);

    /// <summary>Draws an option from a range whose every part is as likely.</summary>
    /// <typeparam name="T">The type of the option: a number.</typeparam>
    /// <param name="option">The option, as <c>o => o.Dropout</c>.</param>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end, above the lower one.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">The option is none, or is there already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is none, or is not within that of the option.</exception>
    public SearchSpace<TOptions> Uniform<T>(Expression<Func<TOptions, T>> option, T low, T high)
        where T : INumber<T> => Range(option, low, high, isLogarithmic: false);

    /// <summary>Draws one of some values, each as likely.</summary>
    /// <typeparam name="T">The type of the option.</typeparam>
    /// <param name="option">The option, as <c>o => o.HiddenSize</c>.</param>
    /// <param name="values">The values, at least one.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">The option is none, or is there already, or there is no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not within the range of the option.</exception>
    public SearchSpace<TOptions> Choice<T>(Expression<Func<TOptions, T>> option, params T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        PropertyInfo property = Property(option);
        if (values.Length == 0)
            throw new ArgumentException($"There is no value to choose for {property.Name}: give at least one.", nameof(values));
        T[] copy = [.. values];
        return Add(property, new SearchAxis(copy.Length), place => copy[(int)place], copy.Cast<object?>());
    }

    /// <summary>The dimensions, for drawing.</summary>
    internal IReadOnlyList<SearchAxis> Axes => [.. _dimensions.Select(dimension => dimension.Axis)];

    /// <summary>The options of a point, and what was drawn by name.</summary>
    internal (TOptions Options, Dictionary<string, object?> Values) At(double[] point)
    {
        var options = (TOptions)_start.Clone();
        var values = new Dictionary<string, object?>();
        for (int i = 0; i < point.Length; i++)
        {
            object? value = _dimensions[i].Value(point[i]);
            _dimensions[i].Option.SetValue(options, value);
            values[_dimensions[i].Option.Name] = value;
        }

        return (options, values);
    }

    private SearchSpace<TOptions> Range<T>(Expression<Func<TOptions, T>> option, T low, T high, bool isLogarithmic)
        where T : INumber<T>
    {
        PropertyInfo property = Property(option);
        OptionCheck.Require(T.IsFinite(low) && (!isLogarithmic || low > T.Zero), nameof(low), low, isLogarithmic ? "above 0, as a logarithm is drawn" : "a number");
        OptionCheck.Require(T.IsFinite(high) && high > low, nameof(high), high, FormattableString.Invariant($"above the lower end, {low}"));
        var axis = new SearchAxis(0, double.CreateChecked(low), double.CreateChecked(high), isLogarithmic, T.CreateTruncating(0.5) == T.Zero);
        // Rounding must not leave the range.
        return Add(property, axis, number => T.Clamp(T.CreateChecked(number), low, high), [low, high]);
    }

    private SearchSpace<TOptions> Add(PropertyInfo option, SearchAxis axis, Func<double, object?> value, IEnumerable<object?> probes)
    {
        if (_dimensions.Exists(dimension => dimension.Option.Name == option.Name))
            throw new ArgumentException($"{option.Name} is in the space already: give it once, with all its values.", nameof(option));
        foreach (object? probe in probes)
        {
            if (OptionCheck.RuleOf(option) is { } rule)
                OptionCheck.Require(rule.Allows(probe), option.Name, probe, rule.Must);
        }

        _dimensions.Add((option, axis, value));
        return this;
    }

    private static PropertyInfo Property<T>(Expression<Func<TOptions, T>> option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Body is MemberExpression { Member: PropertyInfo { SetMethod.IsPublic: true } property, Expression: ParameterExpression }
            ? property
            : throw new ArgumentException($"{option} names no option: write o => o.Name.", nameof(option));
    }
}
