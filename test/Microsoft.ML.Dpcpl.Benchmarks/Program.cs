using BenchmarkDotNet.Running;
using Microsoft.ML.Dpcpl.Benchmarks.Data;

// dotnet run -c Release --project test/Microsoft.ML.Dpcpl.Benchmarks -- --filter '*SequenceStore*' [--inProcess] [--job short]
BenchmarkSwitcher.FromAssembly(typeof(SequenceStoreBenchmarks).Assembly).Run(args);
