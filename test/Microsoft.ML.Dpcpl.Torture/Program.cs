using System.Globalization;
using Microsoft.ML.Dpcpl.Torture;
using Microsoft.ML.Dpcpl.Torture.Kills;
using Microsoft.ML.Dpcpl.Torture.Processes;

// dotnet run -c Release --project test/Microsoft.ML.Dpcpl.Torture -- files --count 100000 --seed 1 --result docs/results/torture.md
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
if (args is ["worker", var trial, var folder, var seed, var first, var count])
    return Worker.Run(trial, folder, int.Parse(seed), int.Parse(first), int.Parse(count));
if (args is ["input", var kind, var made, var of, var number, var to])
    return Worker.Write(kind, made, int.Parse(of), int.Parse(number), to);
if (args is ["victim", var place])
    return SavingVictim.Run(place);
if (args is ["dpcpl", .. string[] line])
    return Microsoft.ML.Dpcpl.Tool.CommandLine.Run(line, Console.Out, Console.Error, CancellationToken.None);
return new TortureCommand().Parse(args).Invoke();
