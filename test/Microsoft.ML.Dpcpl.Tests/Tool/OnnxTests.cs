using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>The network of a saved model as ONNX.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OnnxTests
{
    private static readonly string[] s_tiny =
        ["--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--negatives", "16", "--test-negatives", "5", "--device", "cpu", "--target", "buy"];

    [TestMethod]
    public void TheNetworkIsWrittenOrRefused()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), model = folder.File("m.zip"), onnx = folder.File("m.onnx");
        ProgramRun.Of(["train", "--data", events, "--model", model, .. s_tiny]).AssertDone();
        StringAssert.Contains(ProgramRun.Of("export", "--model", model, "--onnx", onnx).AssertDone().Output, "network written to");
        using var session = new InferenceSession(onnx);
        CollectionAssert.AreEqual(new[] { -1, 16 }, session.InputMetadata["items"].Dimensions);
        CollectionAssert.AreEqual(new[] { -1, 16 }, session.OutputMetadata["user"].Dimensions);

        ProgramRun.Of(["train", "--data", events, "--model", model, "--mixer", "filter", "--all-positions", "false", .. s_tiny]).AssertDone();
        ProgramRun.Of("export", "--model", model, "--onnx", folder.File("not.onnx")).AssertRefused("cannot be exported to ONNX");
        Assert.IsFalse(File.Exists(folder.File("not.onnx")));
    }
}
