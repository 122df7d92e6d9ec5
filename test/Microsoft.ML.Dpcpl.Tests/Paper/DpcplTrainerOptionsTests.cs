using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tests.Paper;

[TestClass]
public sealed partial class DpcplTrainerOptionsTests
{
    [TestMethod]
    public void PresetsAreValid()
    {
        foreach (DpcplPreset preset in Enum.GetValues<DpcplPreset>())
            DpcplTrainer.Options.FromPreset(preset).Validate();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DpcplTrainer.Options.FromPreset((DpcplPreset)9));
    }

    public static IEnumerable<object[]> Numbers => typeof(DpcplTrainer.Options).GetProperties()
        .Where(p => p.PropertyType == typeof(int) || p.PropertyType == typeof(float) || p.PropertyType == typeof(double))
        .Select(p => new object[] { p.Name });

    /// <summary>The documented range is the checked one: just outside both ends the constructor names option, value and range.</summary>
    [TestMethod]
    [DynamicData(nameof(Numbers))]
    public void NumbersOutsideTheDocumentedRangeAreRefused(string name)
    {
        PropertyInfo property = typeof(DpcplTrainer.Options).GetProperty(name)!;
        Match range = Range().Match(OptionDoc.Text(property, "value"));
        Assert.IsTrue(range.Success, $"{name} documents no range");
        double least = double.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture);
        foreach (double value in new[] { property.PropertyType == typeof(int) ? least - 1 : least - Math.Max(1e-9, Math.Abs(least) * 0.1), double.NaN })
        {
            if (property.PropertyType == typeof(int) && double.IsNaN(value))
                continue;
            var options = new DpcplTrainer.Options();
            property.SetValue(options, Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext(1).Recommendation().Trainers.Dpcpl(options));
            StringAssert.Contains(error.Message, name);
            StringAssert.Contains(error.Message, "must be");
        }
    }

    public static IEnumerable<object[]> Choices => typeof(DpcplTrainer.Options).GetProperties()
        .Where(p => p.PropertyType.IsEnum).Select(p => new object[] { p.Name });

    [TestMethod]
    [DynamicData(nameof(Choices))]
    public void UndefinedChoicesAreRefused(string name)
    {
        PropertyInfo property = typeof(DpcplTrainer.Options).GetProperty(name)!;
        var options = new DpcplTrainer.Options();
        property.SetValue(options, Enum.ToObject(property.PropertyType, 77));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Validate).Message, name);
    }

    [TestMethod]
    public void OptionsThatDependOnOthersAreChecked()
    {
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DpcplTrainer.Options { HiddenSize = 30, Blocks = 4 }.Validate()).Message, "multiple of Blocks");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DpcplTrainer.Options { PromptTokens = 40, MaxSequenceLength = 64 }.Validate()).Message, "PromptTokens");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DpcplTrainer.Options { TimeDecay = true, Mixer = SequenceMixer.CausalFilter }.Validate()).Message, "TimeDecay");
        new DpcplTrainer.Options { TimeDecay = true, Mixer = SequenceMixer.Attention }.Validate();
        Assert.IsFalse(new DpcplTrainer.Options { Mixer = SequenceMixer.Filter }.PredictsAllPositions, "its slots know the whole window");
    }

    [TestMethod]
    public void ATrainerKeepsTheOptionsItWasMadeWith()
    {
        var options = new DpcplTrainer.Options { TargetBehavior = "cart" };
        DpcplTrainer trainer = new MLContext(1).Recommendation().Trainers.Dpcpl(options);
        options.HiddenSize = -1;
        var empty = new MLContext(1).Data.LoadFromEnumerable(new[] { new { Item = 1 } });
        // Refused for the data, not for the option changed afterwards.
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => trainer.Fit(empty)).Message, "Item");
    }

    [GeneratedRegex(@"(?:range |or )(-?[0-9.e-]+) to")]
    private static partial Regex Range();
}
