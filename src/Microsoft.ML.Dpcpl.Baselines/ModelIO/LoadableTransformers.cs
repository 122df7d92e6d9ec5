using System.Runtime.CompilerServices;

// The loaders take ML.NET's types for saved models, which are internal.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
