using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Kmclr;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class ItemKnowledgeTests
{
    [TestMethod]
    public void CategoriesAreEntitiesAndNumbersAreNot()
    {
        ItemKnowledge knowledge = SmallKnowledge.Knowledge;
        Assert.AreEqual((SmallKnowledge.Entities, SmallKnowledge.Relations), knowledge.Size);
        CollectionAssert.AreEqual(SmallKnowledge.RelationOf, knowledge.Relations.ToArray());
        for (int item = 0; item <= SmallKnowledge.Items; item++)
            CollectionAssert.AreEqual(SmallKnowledge.EntitiesOf[item], knowledge.Entities[item].ToArray(), $"item {item}");
    }

    [TestMethod]
    public void AnItemKeepsTheEntitiesThatTheFewestItemsHave()
    {
        // Of the entities of item 3, three items have 2 and 3, two items 1 and 4.
        ItemKnowledge two = ItemKnowledge.Of(SmallKnowledge.Features, 2)!;
        CollectionAssert.AreEqual((int[])[1, 4], two.Entities[3].ToArray());
        CollectionAssert.AreEqual((int[])[0, 3], two.Entities[1].ToArray());
        CollectionAssert.AreEqual((int[])[0], ItemKnowledge.Of(SmallKnowledge.Features, 1)!.Entities[1].ToArray());
        Assert.AreEqual(SmallKnowledge.Knowledge.Size, two.Size);
    }

    [TestMethod]
    public void WithoutCategoriesThereIsNone()
    {
        Assert.IsNull(ItemKnowledge.Of(null, 10));
        Assert.IsNull(ItemKnowledge.Of(
            new ItemFeatures("numbers", 1, SparseRows.From([([], []), ([0], [0.5f])])) { Columns = [new ItemAttributeColumn("Size", ItemAttributeKind.Number, null, 1, 0, 1)] }, 10));
        Assert.IsNull(ItemKnowledge.Of(
            new ItemFeatures("nobody's", 1, SparseRows.From([([], []), ([], [])])) { Columns = [new ItemAttributeColumn("Color", ItemAttributeKind.Category, CategoryVocabulary.Fit(["red"]), 1, 0, 1)] },
            10));
    }

    [TestMethod]
    public void WhatIsWrittenIsReadAndAnythingElseRefused()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            SmallKnowledge.Knowledge.Write(writer);
        byte[] written = stream.ToArray();
        static ItemKnowledge Read(byte[] bytes, int entities = SmallKnowledge.Entities, int relations = SmallKnowledge.Relations)
        {
            using var from = new MemoryStream(bytes);
            using var reader = new BoundedReader(from);
            ItemKnowledge read = ItemKnowledge.Read(reader, SmallKnowledge.Items, (entities, relations));
            reader.RequireEnd();
            return read;
        }

        ItemKnowledge again = Read(written);
        CollectionAssert.AreEqual(SmallKnowledge.Knowledge.Entities.Columns.ToArray(), again.Entities.Columns.ToArray());
        CollectionAssert.AreEqual(SmallKnowledge.RelationOf, again.Relations.ToArray());
        Assert.ThrowsExactly<InvalidDataException>(() => Read(written, entities: 4));
        Assert.ThrowsExactly<InvalidDataException>(() => Read(written, relations: 3));
        byte[] damaged = [.. written];
        // The relation of the last entity.
        damaged[^4] = 7;
        Assert.ThrowsExactly<InvalidDataException>(() => Read(damaged));
    }

    [TestMethod]
    public void PartsOfGraphsKeepIt()
    {
        BehaviorGraphs graphs = SmallKnowledge.Graphs;
        Assert.AreSame(graphs.Knowledge, graphs.Without([0], [1]).Knowledge);
        Assert.AreSame(graphs.Knowledge, graphs.Where((_, _, _) => true).Knowledge);
        Assert.IsNull(graphs.With(null).Knowledge);
    }
}
