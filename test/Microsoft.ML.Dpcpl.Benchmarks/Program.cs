using BenchmarkDotNet.Running;
using Microsoft.ML.Dpcpl.Benchmarks.Data;
using Microsoft.ML.Dpcpl.Benchmarks.Scale;

// Pieces: dotnet run -c Release --project test/Microsoft.ML.Dpcpl.Benchmarks -- --filter '*SequenceStore*' [--inProcess] [--job short]
// Whole jobs: dotnet run -c Release --project test/Microsoft.ML.Dpcpl.Benchmarks -- scale score
if (args is ["scale", .. string[] rest])
    return ScaleCommand.Run(rest);
BenchmarkSwitcher.FromAssembly(typeof(SequenceStoreBenchmarks).Assembly).Run(args);
return 0;
