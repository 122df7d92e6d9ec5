using BenchmarkDotNet.Running;
using Microsoft.ML.Dpcpl.Benchmarks.Data;
using Microsoft.ML.Dpcpl.Benchmarks.Scale;

// dotnet run -c Release --project test/Microsoft.ML.Dpcpl.Benchmarks -- --filter '*SequenceStore*' [--inProcess] [--job short]
// dotnet run -c Release --project test/Microsoft.ML.Dpcpl.Benchmarks -- scale data [--events 1000000,10000000]
if (args is ["scale", .. string[] job])
    return ScaleCommand.Run(job);
BenchmarkSwitcher.FromAssembly(typeof(SequenceStoreBenchmarks).Assembly).Run(args);
return 0;
