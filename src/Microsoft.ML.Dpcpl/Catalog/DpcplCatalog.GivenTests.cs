using System.Text;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.ModelIO;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Reads tests that somebody published: a table of user, item and, where there are any, negatives.</summary>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="path">A file of comma-, tab- or semicolon-separated text with a header, gzip'd or not. Negatives stand in one field, between spaces or vertical bars.</param>
    /// <param name="separator">What stands between fields; null takes comma, tab or semicolon, whichever the header has most of.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark; null is UTF-8.</param>
    /// <returns>The tests, in the order of the file.</returns>
    /// <exception cref="IOException">The file cannot be opened, or is a folder or a pipe.</exception>
    /// <exception cref="InvalidDataException">A column, a user or an item is missing, or the file is damaged. The message names file, line and column.</exception>
    public static IReadOnlyList<GivenTest> LoadGivenTests(this DataOperationsCatalog catalog, string path, char? separator = null, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return [.. GivenTestFile.Read(path, separator, encoding).Select(test => new GivenTest(test.User, test.Item, test.Negatives))];
    }

    /// <summary>Splits for a comparison with figures from elsewhere: tests and negatives are those that were published, and all events are to learn from.</summary>
    /// <remarks>
    /// <para>
    /// A test is one more event of the target behavior after the last of its user's row. The validation event of each user, whether there is a test or not, is the last event of the
    /// target before that, under the conditions of <see cref="SequenceSplit"/>; <see cref="SequenceSplit.TrainValidationSet"/> holds the whole log. Under
    /// <see cref="RepeatPolicy.TargetPairRemoved"/> earlier events on the item of the test are in no set, as in a leave-one-out split.
    /// </para>
    /// <para>
    /// Users and items are compared as text. A test on an item that the log does not have is what <see cref="LeaveOneOutOptions.UnknownItems"/> says, one of a user that it does not have is left
    /// out (<see cref="SequenceSplit.LeftOutTestCount"/>), and a negative that it does not have ranks below all others; each is a warning. Tests without negatives get
    /// <see cref="LeaveOneOutOptions.NegativeCount"/> of them, as validation events do.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="sequences">A row per user, as <c>mlContext.Transforms.BehaviorSequences</c> makes them of events; the events of the tests are not among them.</param>
    /// <param name="tests">The tests, for instance of <see cref="LoadGivenTests"/>.</param>
    /// <param name="options">The settings; null takes the defaults.</param>
    /// <returns>The sets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, a column is missing or of a wrong type, or no behavior has that name.</exception>
    /// <exception cref="ArgumentException">A user has two tests or two rows, only some tests have negatives, no test is of a user of the log, or keys have no values.</exception>
    public static SequenceSplit GivenTestSplit(this DataOperationsCatalog catalog, IDataView sequences, IReadOnlyList<GivenTest> tests, LeaveOneOutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(tests);
        return LeaveOneOut.Given(CatalogEnvironment.Of(catalog), sequences, tests, options ?? new LeaveOneOutOptions());
    }
}
