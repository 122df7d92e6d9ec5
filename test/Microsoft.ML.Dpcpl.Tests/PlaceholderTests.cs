namespace Microsoft.ML.Dpcpl.Tests;
