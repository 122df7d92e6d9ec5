namespace Microsoft.ML.Dpcpl;

/// <summary>The form of the item table that single recommendations read first.</summary>
/// <remarks>
/// A compressed table is read faster, because fewer bytes come from memory. It only picks candidates: each score in it comes with a
/// bound of its error, every item that could be among the best is scored again from the 32-bit table, and the recommendations are those
/// of <see cref="Float32"/>, bit by bit. It is made when it is first needed and kept beside the 32-bit table. Systems with several vectors an item read the 32-bit table in any case.
/// </remarks>
public enum ScoringTable
{
    /// <summary>The table as it is: 4 bytes a number, nothing else in memory.</summary>
    Float32,

    /// <summary>The upper half of each number: 2 more bytes a number in memory.</summary>
    BFloat16,

    /// <summary>Whole numbers from -127 to 127 and a scale for each item: a little more than 1 more byte a number in memory; the fastest.</summary>
    Int8,
}
