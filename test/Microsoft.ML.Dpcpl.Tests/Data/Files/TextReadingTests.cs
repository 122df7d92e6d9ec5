using System.Text;
using CsCheck;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

/// <summary>What text is, and that both readers see the same in it.</summary>
[TestClass]
public sealed class TextReadingTests
{
    private readonly TextFiles _files = new();

    [TestCleanup]
    public void DeleteFiles() => _files.Dispose();

    [TestMethod]
    [DataRow("C3", DisplayName = "a sequence that is cut")]
    [DataRow("E9", DisplayName = "Latin-1")]
    [DataRow("CA EE F8 EA E0", DisplayName = "windows-1251")]
    [DataRow("C0 AF", DisplayName = "an overlong form")]
    [DataRow("E0 80 AF", DisplayName = "a longer overlong form")]
    [DataRow("ED A0 BD ED B8 80", DisplayName = "surrogates (CESU-8)")]
    [DataRow("F4 90 80 80", DisplayName = "beyond U+10FFFF")]
    [DataRow("80", DisplayName = "a continuation alone")]
    [DataRow("FF", DisplayName = "no byte of UTF-8")]
    public void TextThatIsNotUtf8IsRefused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        byte[] good = "u,i,buy,1\n"u8.ToArray(), header = Encoding.UTF8.GetBytes(TextFiles.Header);
        string expected = "is not UTF-8 (byte 0x";
        foreach (string quote in (string[])["", "\""])
        {
            byte[] q = Encoding.UTF8.GetBytes(quote);
            StringAssert.Contains(TextFiles.Error(_files.Write([.. header, .. good, .. "u,"u8, .. q, .. "caf"u8, .. bytes, .. q, .. ",buy,1\n"u8])), "line 3, column 'item': the text " + expected);
            StringAssert.Contains(TextFiles.Error(_files.Write([.. header, .. good, .. "u,i,buy,1"u8, .. bytes])), "line 3, column 'timestamp': the text " + expected);
        }
        string named = _files.Write([.. "user,item"u8, .. bytes, .. ",behavior,time\n"u8, .. good]);
        StringAssert.Contains(TextFiles.Error(named), "line 1, column 2: the text " + expected);
        string users = _files.Write([.. "user,city\nu,x\nv,"u8, .. bytes, (byte)'\n']);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Data.LoadUserAttributes(users)).Message, "line 3, column 'city': the text " + expected);
    }

    [TestMethod]
    public void OtherEncodingsAreReadByName()
    {
        EncodingProvider provider = CodePagesEncodingProvider.Instance;
        const string rows = "u,товар;ёж,buy,1\nu,кот,buy,2\n";
        string text = TextFiles.Header + rows, expected = "u: товар;ёж/buy@1 кот/buy@2";
        foreach (string name in (string[])["windows-1251", "koi8-r", "gb18030", "shift_jis"])
        {
            Encoding encoding = provider.GetEncoding(name)!;
            foreach (byte[] content in (byte[][])[encoding.GetBytes(text), TextFiles.Gzip(encoding.GetBytes(text))])
                Assert.AreEqual(expected, TextFiles.Read(_files.Write(content), encoding).Single());
        }
        Assert.AreEqual("é: ÿ/buy@1", TextFiles.Read(_files.Write([.. Encoding.Latin1.GetBytes(TextFiles.Header + "é,ÿ,buy,1\n")]), Encoding.Latin1).Single());
        foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, new UTF32Encoding(true, true)])
        {
            byte[] content = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            Assert.AreEqual(expected, TextFiles.Read(_files.Write(content)).Single(), "a byte order mark tells");
            Assert.AreEqual(expected, TextFiles.Read(_files.Write(content), Encoding.Latin1).Single(), "a byte order mark tells more than the argument");
        }
        string users = _files.Write(Encoding.Latin1.GetBytes("user,city\né,Zürich\n"));
        IDataView table = new MLContext(1).Data.LoadUserAttributes(users, encoding: Encoding.Latin1);
        Assert.AreEqual("Zürich", table.GetColumn<string>("city").Single());
    }

    [TestMethod]
    public void WhatAnEncodingDoesNotKnowIsRefused()
    {
        byte[] header = Encoding.UTF8.GetBytes(TextFiles.Header);
        StringAssert.Contains(TextFiles.Error(_files.Write([.. header, .. "u,caf"u8, 0xe9, .. ",buy,1\n"u8]), Encoding.ASCII), "line 2, column 'item': the text is not us-ascii");
        byte[] wide = [0xff, 0xfe, .. Encoding.Unicode.GetBytes(TextFiles.Header + "u,i,buy,1\nu,"), 0x3d, 0xd8, .. Encoding.Unicode.GetBytes("x,buy,2\n")];
        StringAssert.Contains(TextFiles.Error(_files.Write(wide)), "line 3, column 'item': the text is not utf-16");
        StringAssert.Contains(TextFiles.Error(_files.Write([0xff, 0xfe, .. Encoding.Unicode.GetBytes(TextFiles.Header + "u,i,buy,1"), 0x31])), "line 2, column 'timestamp': the text is not utf-16");
    }

    [TestMethod]
    public void LongTextOfAnotherEncodingIsReadAcrossBlocks()
    {
        var random = new Random(5);
        string text = TextFiles.Header + string.Concat(Enumerable.Range(0, 8000).Select(i => $"u,{new string('é', random.Next(9))}😀товар{i},buy,{i + 1}\n"));
        string[] expected = TextFiles.Read(_files.Write(text));
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!])
            CollectionAssert.AreEqual(expected, TextFiles.Read(_files.Write([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]), encoding));
    }

    [TestMethod]
    public void ACharacterOfCode0IsRefused()
    {
        StringAssert.Contains(TextFiles.Error(_files.Write(TextFiles.Header + "u,i\0,buy,1\n")), "line 2, column 'item': a character of code 0");
        StringAssert.Contains(TextFiles.Error(_files.Write(TextFiles.Header + "u,\"i\0\",buy,1\n")), "line 2, column 'item': a character of code 0");
        StringAssert.Contains(TextFiles.Error(_files.Write(Encoding.Unicode.GetBytes(TextFiles.Header + "u,i,buy,1\n"))), "line 1, column 1: a character of code 0");
    }

    [TestMethod]
    [DataRow(" a \t", "a")]
    [DataRow("\u00a0a\u00a0", "\u00a0a\u00a0")]
    [DataRow("\u3000a\u3000", "\u3000a\u3000")]
    [DataRow(" \u2003a", "\u2003a")]
    [DataRow("a\u0085", "a\u0085")]
    [DataRow("\va\f", "\va\f")]
    [DataRow("\" a \"", " a ")]
    [DataRow(" \"a\" ", "a")]
    [DataRow("\t\" a\"\t", " a")]
    [DataRow("\"a,b\"", "a,b")]
    [DataRow("\"a\"\"b\"", "a\"b")]
    [DataRow("\"\"\"a\"\"\"", "\"a\"")]
    [DataRow("a\"b\"", "a\"b\"")]
    [DataRow("a\"", "a\"")]
    [DataRow("\u00a0\"a\"", "\u00a0\"a\"")]
    [DataRow("\"a\r\nb\rc\nd\"", "a\nb\nc\nd")]
    public void FieldsFollowOneRule(string field, string item) =>
        Assert.AreEqual($"u: {item}/buy@5 z/buy@6", TextFiles.Read(_files.Write($"{TextFiles.Header}u,{field},buy,5\nu,z,buy,6\n")).Single());

    [TestMethod]
    [DataRow("\"a\"b", "column 'item': text follows the closing quote")]
    [DataRow("\"a\" \"b\"", "column 'item': text follows the closing quote")]
    [DataRow("\"a\"\u00a0", "column 'item': text follows the closing quote")]
    [DataRow("\"a", "a quoted field does not end (column 'item')")]
    [DataRow("\"a\"\"", "a quoted field does not end (column 'item')")]
    [DataRow("x,\"", "a quoted field does not end (column 'behavior')")]
    public void QuotesThatDoNotEndAreRefused(string field, string message)
    {
        string error = TextFiles.Error(_files.Write($"{TextFiles.Header}u,z,buy,5\n\nu,{field},buy,5\nu,z,buy,6\n"));
        StringAssert.Contains(error, "line 4");
        StringAssert.Contains(error, message);
    }

    [TestMethod]
    public void TheTextLoaderWithQuotesReadsTheSameNames()
    {
        // Where the two differ (spaces at the end, quotes that do not end) docs/data.md says so.
        string[] fields = [" a", "\u00a0a", "a\u00a0", "\u3000a\u3000", "\u2003a", "\"a\"", " \"a\"", "\"a\" ", "a\"b\"", "a\"", "\"a\"\"b\"", "\" a \"", "\"a,b\"", "\" \u00a0a\"", "\"\"\"a\"\"\"", "?"];
        string path = _files.Write(TextFiles.Header + string.Concat(fields.Select((field, i) => $"u{i},{field},buy,{i + 1}\n")));
        var ml = new MLContext(1);
        IDataView loaded = ml.Data.LoadFromTextFile<BehaviorEvent>(path, ',', hasHeader: true, allowQuoting: true);
        string[] expected = [.. loaded.GetColumn<string>("Item").Select((item, i) => $"u{i}: {item}/buy@{i + 1}")];
        CollectionAssert.AreEqual(expected, TextFiles.Read(path));
    }

    [TestMethod]
    public void BothReadersAgreeOnRandomText()
    {
        Gen<string> piece = Gen.OneOf("\"", "\"\"", " ", "\t", "\u00a0", "\u3000", "a", "é", "1", ",", "\n", "\r\n", "\r", "😀", "\v", "item");
        Gen<string> field = Gen.Frequency<string>(
            (6, Gen.OneOf("a", " b ", "\"c\"", " \"d\" ", "\u00a0e", "f\u3000", "\"g,\"", "\"\"")),
            (2, piece.Array[0, 4].Select(string.Concat)));
        Gen<string> line = Gen.Select(field, field, field, Gen.OneOf("1", " 2", "\"3\"", "4\t"), (user, item, behavior, time) => $"{user},{item},{behavior}b,{time}");
        Gen.Select(line.Array[1, 6], Gen.OneOf("\n", "\r\n", "\n\n"), Gen.Bool).Sample(
            (lines, end, last) =>
            {
                string path = _files.Write(TextFiles.Header + string.Join(end, lines) + (last ? end : ""));
                string[]? fast = TextFiles.TryRead(path, fast: true), byLine = TextFiles.TryRead(path, fast: false);
                return fast is null ? byLine is null : byLine is not null && fast.SequenceEqual(byLine);
            },
            iter: 400,
            threads: 1);
    }

    [TestMethod]
    public void SpacesAndTabsAreNoBlanksWhereTheySeparate()
    {
        Assert.AreEqual("u: a/buy@5", TextFiles.Read(_files.Write("user\titem\tbehavior\ttime\n u \ta\tbuy\t5\n")).Single());
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadBehaviorEvents(_files.Write("user item behavior time\nu  buy 5\n"), separator: ' ');
        Assert.AreEqual("", events.GetColumn<string>("Item").Single());
        IDataView unusual = ml.Data.LoadBehaviorEvents(_files.Write("user，item，behavior，time\nu， \"a，b\" ，buy，5\n"), separator: '，');
        Assert.AreEqual("a，b", unusual.GetColumn<string>("Item").Single());
        Assert.ThrowsExactly<ArgumentException>(() => ml.Data.LoadBehaviorEvents(_files.Write("user\n"), separator: '"'));
    }
}
