using CsCheck;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class SparseRowsTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EntriesThatAnotherMatrixHasAreLeftOut(bool valued)
    {
        Gen<int[]> row = Gen.Int[0, 9].Array[0, 8];
        Gen.Select(row.Array[4], row.Array[4]).Sample((one, other) =>
        {
            SparseRows Of(int[][] rows, bool distinct) => SparseRows.From(
                [.. rows.Select(columns => (int[])[.. (distinct ? columns.Distinct() : columns).Order()]).Select(columns => (columns, Array.ConvertAll(columns, column => column + 0.5f)))]);
            SparseRows matrix = Of(one, distinct: true), hidden = Of(other, distinct: false), found = (valued ? matrix : matrix.WithoutValues()).Except(hidden);
            for (int r = 0; r < 4; r++)
            {
                int[] expected = [.. one[r].Distinct().Except(other[r]).Order()];
                CollectionAssert.AreEqual(expected, found[r].ToArray());
                CollectionAssert.AreEqual(valued ? Array.ConvertAll(expected, column => column + 0.5f) : [], found.ValuesOf(r).ToArray());
            }
        });
    }

    private const int Rows = 6, Columns = 8;

    private static readonly Gen<(int Row, int Column, float Value)[]> s_entries =
        Gen.Select(Gen.Int[0, Rows - 1], Gen.Int[0, Columns - 1], Gen.Int[-9, 9].Select(v => (float)v)).Array[0, 30];

    [TestMethod]
    public void EntriesOfARowStayInTheirOrder() => s_entries.Sample(entries =>
    {
        SparseRows matrix = Of(entries), bare = SparseRows.FromEntries(Rows, [.. entries.Select(e => e.Row)], [.. entries.Select(e => e.Column)]);
        Assert.AreEqual(Rows, matrix.RowCount);
        Assert.AreEqual(entries.Length, matrix.EntryCount);
        for (int row = 0; row < Rows; row++)
        {
            (int Row, int Column, float Value)[] own = [.. entries.Where(e => e.Row == row)];
            Assert.AreEqual(own.Length, matrix.Count(row));
            CollectionAssert.AreEqual(own.Select(e => e.Column).ToArray(), matrix[row].ToArray());
            CollectionAssert.AreEqual(own.Select(e => e.Value).ToArray(), matrix.ValuesOf(row).ToArray());
            CollectionAssert.AreEqual(matrix[row].ToArray(), bare[row].ToArray());
            Assert.AreEqual(0, bare.ValuesOf(row).Length);
        }
    });

    [TestMethod]
    public void RowsOneByOneGiveTheSame() => s_entries.Sample(entries =>
    {
        SparseRows matrix = Of(entries);
        AssertSame(matrix, SparseRows.From([.. Enumerable.Range(0, Rows).Select(row => (matrix[row].ToArray(), matrix.ValuesOf(row).ToArray()))]));
    });

    [TestMethod]
    public void TransposedTwiceItIsTheMatrixInOrderOfItsColumns() => s_entries.Sample(entries =>
    {
        SparseRows turned = Of(entries).Transpose(Columns);
        AssertSame(Of([.. entries.OrderBy(e => e.Row).Select(e => (e.Column, e.Row, e.Value))], Columns), turned);
        AssertSame(Of([.. entries.OrderBy(e => e.Row).ThenBy(e => e.Column)]), turned.Transpose(Rows));
    });

    [TestMethod]
    public void PositionsOfEachValueAscend() => Gen.Int[0, Columns - 1].Array[0, 30].Sample(sequence =>
    {
        SparseRows positions = SparseRows.Positions(sequence, Columns);
        for (int value = 0; value < Columns; value++)
            CollectionAssert.AreEqual(Enumerable.Range(0, sequence.Length).Where(i => sequence[i] == value).ToArray(), positions[value].ToArray());
    });

    [TestMethod]
    public void RowsWithoutEntriesCanBeLeftOut() => s_entries.Sample(entries =>
    {
        SparseRows matrix = Of(entries), filled = matrix.WithoutEmptyRows();
        int[] kept = [.. Enumerable.Range(0, Rows).Where(row => matrix.Count(row) > 0)];
        Assert.AreEqual(kept.Length, filled.RowCount);
        for (int row = 0; row < kept.Length; row++)
        {
            CollectionAssert.AreEqual(matrix[kept[row]].ToArray(), filled[row].ToArray());
            CollectionAssert.AreEqual(matrix.ValuesOf(kept[row]).ToArray(), filled.ValuesOf(row).ToArray());
        }
    });

    [TestMethod]
    public void ReadItIsWhatWasWritten() => Gen.Select(s_entries, Gen.Bool).Sample((entries, values) =>
    {
        SparseRows matrix = values ? Of(entries) : SparseRows.FromEntries(Rows, [.. entries.Select(e => e.Row)], [.. entries.Select(e => e.Column)]);
        using BoundedReader reader = Written(matrix);
        AssertSame(matrix, SparseRows.Read(reader, Rows, 0, Columns - 1, values, mostPerRow: 30));
        Assert.AreEqual(reader.BaseStream.Length, reader.BaseStream.Position);
    });

    [TestMethod]
    public void WhatCannotBeIsRefused()
    {
        SparseRows matrix = SparseRows.From([0, 2, 3], [1, 4, 2]);
        Assert.AreEqual(3, SparseRows.Read(Written(matrix), 2, 1, 4, hasValues: false).EntryCount);
        Assert.ThrowsExactly<InvalidDataException>(() => SparseRows.Read(Written(matrix), 2, 2, 4, hasValues: false), "a column too small");
        Assert.ThrowsExactly<InvalidDataException>(() => SparseRows.Read(Written(matrix), 2, 1, 3, hasValues: false), "a column too large");
        Assert.ThrowsExactly<InvalidDataException>(() => SparseRows.Read(Written(matrix), 2, 1, 4, hasValues: false, mostPerRow: 1), "a row too long");
        Assert.ThrowsExactly<EndOfStreamException>(() => SparseRows.Read(Written(matrix), 2, 1, 4, hasValues: true));
        foreach (int[] offsets in (int[][])[[1, 2, 3], [0, 3, 2], [0, -1, 1]])
            Assert.ThrowsExactly<InvalidDataException>(() => SparseRows.Read(Written([.. offsets, 1, 2, 3]), 2, 1, 4, hasValues: false));
        Assert.ThrowsExactly<ArgumentException>(() => SparseRows.From([0, 2], [1]));
        Assert.ThrowsExactly<ArgumentException>(() => SparseRows.From([0, 2], [1, 2], [1]));
    }

    [TestMethod]
    public void EntriesAreKeptWithTheirValues()
    {
        (int Row, int Column, float Value)[] entries = [(0, 1, 0.5f), (0, 4, 2), (2, 0, 3), (2, 1, 4), (2, 4, 5)];
        bool Keep(int row, int column) => (row + column) % 2 == 1 || column == 4;
        SparseRows all = Of(entries, 3), kept = Of([.. entries.Where(e => Keep(e.Row, e.Column))], 3);
        AssertSame(kept, all.Where(Keep));
        AssertSame(kept.WithoutValues(), all.WithoutValues().Where(Keep));
        Assert.AreEqual(4, kept.EntryCount);
    }

    private static SparseRows Of((int Row, int Column, float Value)[] entries, int rows = Rows) =>
        SparseRows.FromEntries(rows, [.. entries.Select(e => e.Row)], [.. entries.Select(e => e.Column)], [.. entries.Select(e => e.Value)]);

    private static BoundedReader Written(SparseRows matrix)
    {
        var stream = new MemoryStream();
        matrix.Write(new BinaryWriter(stream));
        stream.Position = 0;
        return new BoundedReader(stream);
    }

    private static BoundedReader Written(int[] numbers) => new(new MemoryStream([.. numbers.SelectMany(BitConverter.GetBytes)]));

    private static void AssertSame(SparseRows expected, SparseRows actual)
    {
        Assert.AreEqual(expected.RowCount, actual.RowCount);
        for (int row = 0; row < expected.RowCount; row++)
            CollectionAssert.AreEqual(expected[row].ToArray(), actual[row].ToArray());
        CollectionAssert.AreEqual(expected.Columns.ToArray(), actual.Columns.ToArray());
        CollectionAssert.AreEqual(expected.Values.ToArray(), actual.Values.ToArray());
    }
}
