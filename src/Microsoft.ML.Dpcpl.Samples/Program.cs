using Microsoft.ML.Dpcpl.Samples;

// Without a name: the quick start. "list" says what else there is.
string name = args.Length > 0 ? args[0] : nameof(QuickStart);
if (name == "list")
{
    foreach (Sample listed in Sample.All)
        Console.WriteLine($"{listed.Name,-16} {listed.Summary}");
    return 0;
}
if (Sample.All.FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } sample)
{
    Console.Error.WriteLine($"There is no sample '{name}'; 'list' shows those that there are.");
    return 2;
}
sample.Run(Console.Out);
return 0;
