using System.Text.RegularExpressions;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>US English in sources and docs, comments and names alike.</summary>
[TestClass]
public sealed class SpellingTests
{
    /// <summary>Parts of words as the British spell them; upper and lower case are the same.</summary>
    private static readonly string[] s_british =
    [
        "behaviour", "neighbour", "colour", "favour", "honour", "flavour", "labour", "rumour", "endeavour", "catalogue", "analogue",
        "dialogue", "centre", "fibre", "theatre", "learnt", "spelt", "burnt", "dreamt", "whilst", "amongst", "ageing", "judgement",
        "acknowledgement", "licence", "defence", "offence", "practise", "grey", "artefact", "sceptic", "fulfil(?!l)", "cancelled", "cancelling", "labelled",
        "labelling", "modelled", "modelling", "travelled", "travelling", "traveller", "signalled", "signalling", "levelled", "channelled",
        "totalled", "analys(e|ed|ing)\\b", $"({Stems})is(e|ed|es|er|ers|ing|ation)",
    ];

    /// <summary>What has -ize in the US. ("Precise", "raise", "noise" and their kin are the same in both.)</summary>
    private const string Stems =
        "normal|optim|regular|initial|recogn|summar|custom|organ|util|minim|maxim|real|general|special|parameter|serial|token|vector" +
        "|quant|random|personal|penal|synchron|standard|visual|categor|factor|capital|local|final|author|character|emphas|material|memor|priorit";

    [TestMethod]
    public void NoWordIsBritish()
    {
        var british = new Regex(string.Join('|', s_british), RegexOptions.IgnoreCase | RegexOptions.Compiled);
        string[] found =
        [
            .. from file in RepositoryFiles.EndingWith(".cs", ".md", ".csproj", ".json", ".props", ".targets", ".sh")
               where Path.GetFileName(file) != "SpellingTests.cs"
               from line in File.ReadLines(RepositoryFiles.Absolute(file)).Select((text, index) => (Text: text, Number: index + 1))
               let match = british.Match(line.Text)
               where match.Success
               select $"{file}({line.Number}): {match.Value}",
        ];
        Assert.IsEmpty(found, string.Join('\n', found));
    }
}
