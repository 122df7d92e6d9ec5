using Microsoft.ML.Dpcpl.Tool;

using var stop = new StopSignal(Console.Error);
return CommandLine.Run(args, Console.Out, Console.Error, stop.Token);
