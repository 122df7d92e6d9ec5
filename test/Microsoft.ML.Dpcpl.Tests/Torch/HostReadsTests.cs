using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microsoft.ML.Dpcpl.Tests.Torch;

/// <summary>
/// Who reads a tensor's numbers waits for a GPU. In the rooms whose code runs in a step of training nobody does, but where it is said here why; a step of one process reads no number at
/// all, and the loop reads the losses every few steps.
/// </summary>
[TestClass]
public sealed class HostReadsTests
{
    /// <summary>What copies numbers to the host, or makes a tensor of a size that only the numbers tell.</summary>
    private static readonly string[] s_reads =
    [
        "cpu", "item", "data", "bytes", "tolist", "ToNumber", "ToScalar", "ToBoolean", "ToByte", "ToInt16", "ToInt32", "ToInt64", "ToHalf", "ToSingle", "ToDouble", "masked_select", "nonzero", "argwhere",
        "unique",
    ];

    private static readonly string[] s_rooms =
    [
        "Networks", "Paper/Networks", "Paper/Compactness.cs", "Training/Batches", "Training/Losses", "Training/Optimizers", "Training/StepResult.cs", "Training/EpochSums.cs", "Training/FigureMeans.cs",
        "Training/StageLoop.cs", "Systems/SequenceTrainable.cs", "Sequence",
    ];

    private static readonly (string File, string Why)[] s_allowed =
    [
        ("Networks/Managed/", "copies of the weights for managed code, made once for a model"),
        ("Networks/SequenceNetwork.cs", "the share of the prompts, in scoring"),
        ("Networks/Initialization.cs", "fills first weights, on the host"),
        ("Networks/Dropout.cs", "fills a mask on the host; a GPU draws its own"),
        ("Paper/Networks/CausalFilterMixer.cs", "the response of a filter, for a picture"),
        ("Paper/Networks/NoiseGain.cs", "the start of a stage"),
        ("Training/Batches/FrozenWindows.cs", "states that do not change, in the first epoch of tuning"),
        ("Training/EpochSums.cs", "where the loop reads losses"),
        ("Training/FigureMeans.cs", "the end of an epoch"),
        ("Training/StageLoop.cs", "weights at the end of an epoch, and what several processes tell each other"),
        ("Systems/SequenceTrainable.cs", "what several processes tell each other"),
    ];

    [TestMethod]
    public void AStepOfTrainingReadsNoTensor()
    {
        var readers = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string project in new[] { "Microsoft.ML.Dpcpl", "Microsoft.ML.Dpcpl.Baselines" })
        {
            LibrarySource source = LibrarySource.Load(project);
            foreach (SyntaxTree tree in source.Files)
            {
                string file = Path.GetRelativePath(source.Root, tree.FilePath).Replace('\\', '/');
                if (!s_rooms.Any(room => file == room || file.StartsWith(room + "/", StringComparison.Ordinal)))
                    continue;
                SemanticModel model = source.Compilation.GetSemanticModel(tree);
                foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
                {
                    if (s_reads.Contains(name.Identifier.Text) && model.GetSymbolInfo(name).Symbol?.ContainingType is { Name: "Tensor" or "TensorArithmetic" or "TensorExtensionMethods" })
                        readers.Add(file);
                }
            }
        }

        CollectionAssert.Contains(readers.ToArray(), "Training/EpochSums.cs", "the check sees none");
        CollectionAssert.AreEqual(
            Array.Empty<string>(), readers.Where(file => !s_allowed.Any(allowed => file.StartsWith(allowed.File, StringComparison.Ordinal))).ToArray(), "a step of training would wait for a GPU");
        CollectionAssert.AreEqual(
            Array.Empty<string>(), s_allowed.Select(allowed => allowed.File).Where(file => !readers.Any(reader => reader.StartsWith(file, StringComparison.Ordinal))).ToArray(), "allowed and not needed");
    }
}
