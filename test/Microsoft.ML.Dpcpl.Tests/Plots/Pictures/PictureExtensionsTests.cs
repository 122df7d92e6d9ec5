using System.Xml.Linq;
using Microsoft.ML.Dpcpl.Tests.Tool;
using ScottPlot;

namespace Microsoft.ML.Dpcpl.Tests.Plots.Pictures;

[TestClass]
public sealed class PictureExtensionsTests
{
    [TestMethod]
    public void SamePictureGivesTheSameFile()
    {
        using var folder = new TemporaryFolder();
        foreach (string ending in (string[])["png", "svg"])
        {
            Curve(0.1).SavePicture(folder.File("a." + ending));
            Curve(0.1).SavePicture(folder.File("same." + ending));
            Curve(0.2).SavePicture(folder.File("other." + ending));
            byte[] picture = File.ReadAllBytes(folder.File("a." + ending));
            CollectionAssert.AreEqual(picture, File.ReadAllBytes(folder.File("same." + ending)));
            CollectionAssert.AreNotEqual(picture, File.ReadAllBytes(folder.File("other." + ending)));
        }
        byte[] png = File.ReadAllBytes(folder.File("a.png"));
        CollectionAssert.AreEqual((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        // Width and height stand in the header, the most significant byte first.
        CollectionAssert.AreEqual((byte[])[0, 0, 900 >> 8, 900 & 255, 0, 0, 520 >> 8, 520 & 255], png[16..24]);
        Assert.AreEqual("svg", XDocument.Load(folder.File("a.svg")).Root!.Name.LocalName);
    }

    [TestMethod]
    public void WrongEndingsAndSizesAreRefused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Curve(0.1).SavePicture("a.jpg")).Message, "'.jpg'");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Curve(0.1).SavePicture("a.png", width: 99));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Curve(0.1).SavePicture("a.png", height: 10_001));
        Assert.IsFalse(File.Exists("a.png"));
    }

    private static Plot Curve(double ndcg) => DpcplPlots.LearningCurve(
        Enumerable.Range(1, 3).Select(epoch => new LearningCurvePoint(TrainingStage.Pretraining, epoch, epoch, 3.0 / epoch, ndcg * epoch, null, TimeSpan.FromSeconds(epoch))));
}
