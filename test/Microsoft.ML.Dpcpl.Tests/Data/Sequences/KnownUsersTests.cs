using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class KnownUsersTests
{
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>A key goes by what it stands for, so that a mapping of other users does no harm.</summary>
    [TestMethod]
    public void UsersAreFoundByTextNumberOrKey()
    {
        KnownUsers users = KnownUsers.Of(Texts("7", "5", "", "9"), "User");
        CollectionAssert.AreEqual((string?[])["7", "5", null, "9"], users.Names.ToArray());

        CollectionAssert.AreEqual((int[])[3, -1, -1, 0], users.Of(Texts("9", "8", "", "7")));
        IDataView numbers = _ml.Data.LoadFromEnumerable(new[] { new Number { User = 5 }, new Number { User = 6 }, new Number { User = 9 } });
        CollectionAssert.AreEqual((int[])[1, -1, 3], users.Of(numbers));
        IDataView texts = Texts("8", "9", "", "5");
        CollectionAssert.AreEqual((int[])[-1, 3, -1, 1], users.Of(_ml.Transforms.Conversion.MapValueToKey("User").Fit(texts).Transform(texts)));
    }

    [TestMethod]
    public void WithoutTheColumnNobodyIsKnown()
    {
        KnownUsers users = KnownUsers.Of(Texts("7", "5"), "Customer");
        Assert.AreEqual(2, users.Names.Count);
        CollectionAssert.AreEqual((int[])[-1, -1], users.Of(Texts("7", "5")));
    }

    [TestMethod]
    public void OthersAreJoinedByName()
    {
        (KnownUsers all, int[] numbers) = KnownUsers.Of(Texts("7", "", "5"), "User").And(KnownUsers.Of(Texts("", "5", "8"), "User"));
        CollectionAssert.AreEqual((int[])[3, 2, 4], numbers);
        CollectionAssert.AreEqual((string?[])["7", null, "5", null, "8"], all.Names.ToArray());
    }

    [TestMethod]
    public void WhatIsWrittenIsRead()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            KnownUsers.Of(Texts("7", "", "ü"), "User").Write(writer);
        stream.Position = 0;
        using var reader = new BoundedReader(stream);
        KnownUsers read = KnownUsers.Read(reader);
        reader.RequireEnd();
        CollectionAssert.AreEqual((string?[])["7", null, "ü"], read.Names.ToArray());
        CollectionAssert.AreEqual((int[])[2], read.Of(Texts("ü")));
        Assert.AreEqual("User", read.Column);
    }

    private IDataView Texts(params string[] names) => _ml.Data.LoadFromEnumerable(names.Select(name => new Text { User = name }));

    private sealed class Text
    {
        public string User { get; set; } = "";
    }

    private sealed class Number
    {
        public long User { get; set; }
    }
}
