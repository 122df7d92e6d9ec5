using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Says how far a long operation is, as a message of the environment's log: nothing in its first two seconds, then at a <see cref="Pace"/>.</summary>
/// <remarks>Any thread may report. A report costs a look at the clock, so it is for blocks and items, not for single numbers.</remarks>
internal sealed class Progress
{
    private const string Channel = "Progress";

    /// <summary>Units of what is counted; bytes are shown as megabytes.</summary>
    public const string Rows = "rows", Items = "items", Events = "events", Bytes = "bytes";

    private readonly IHostEnvironment? _env;
    private readonly string _what, _unit;
    private readonly long? _total;
    private readonly Pace _pace;
    private long _done;

    /// <param name="env">Whose log it is said in; null: nobody listens.</param>
    /// <param name="what">What is done: "reading events".</param>
    /// <param name="total">All there is to do; null where nobody knows.</param>
    /// <param name="unit">Of what.</param>
    /// <param name="clock">What tells the time; null: the system's clock.</param>
    public Progress(IHostEnvironment? env, string what, long? total, string unit, TimeProvider? clock = null) =>
        (_env, _what, _total, _unit, _pace) = (env, what, total, unit, new Pace(clock));

    /// <summary>Whether a message of a log is one of these, whatever component it comes from.</summary>
    public static bool Is(LoggingEventArgs message) => message.Kind == ChannelMessageKind.Info && message.Source.EndsWith(Channel, StringComparison.Ordinal);

    /// <summary>So many more are done.</summary>
    public void Add(long more)
    {
        long done = Interlocked.Add(ref _done, more);
        if (_env is null || !_pace.IsDue())
            return;
        using IChannel channel = _env.Start(Channel);
        channel.Info(MessageSensitivity.None, "{0}", Line(done));
    }

    /// <summary>"scoring: 1,000 of 5,000 rows, 4 s left".</summary>
    private string Line(long done) => _total is { } total && done > 0
        ? FormattableString.Invariant($"{_what}: {Amount(done)} of {Amount(total)} {Unit}, {Pace.Text(_pace.Elapsed * (Math.Max(0, total - done) / (double)done))} left")
        : FormattableString.Invariant($"{_what}: {Amount(done)} {Unit}, {Pace.Text(_pace.Elapsed)} so far");

    private string Unit => _unit == Bytes ? "MB" : _unit;

    private string Amount(long count) => FormattableString.Invariant($"{(_unit == Bytes ? count / 1e6 : count):#,0}");
}
