using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>EASE, a linear model of items by items in closed form: each item is predicted by all others that its users touched.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// score(j) = sum over the distinct items i of the history of w(i) B[i, j]. X is the 0/1 matrix of users and the items they touched,
/// under whatever behavior; B minimizes |X - XB|^2 + lambda |B|^2 with a zero diagonal: B = I - P diag(1 / diag P),
/// P = (X'X + lambda I)^-1. Weights may be negative. w(i) is the weight of the newest event of i: Recency^steps / (1 + days)^DayDecay,
/// both counted back from the newest event of the history. Popularity orders the items that are left equal.
///
/// A matrix of min(users, items) rows and columns is inverted in place in 32-bit numbers: 4 bytes each, little beside it, and as many
/// multiplications and additions as the cube of the rows. Beside the same in 64 bits an entry of P is off by at most 2^-23 (s + lambda) / lambda of the largest, where s is
/// the largest sum of a row of X'X (of XX', where there are fewer users).
///
/// Above <c>ExactItems</c> rows the items with the most users are exact among themselves. A weight between one of them and a rarer item, or between two rarer ones, is that of
/// EASE on the exact items and these one or two alone: what the other rare items would explain of it is left out.
///
/// Input and output columns are those of <xref:Microsoft.ML.Dpcpl.DpcplTrainer>, without attributes.
///
/// Source: Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019. The weights of the history, the inversion on the
/// users' side and the truncation of B are ours. Nothing is random: the same data, options and thread count give the same model.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Ease(TrainCatalogBase.CatalogInstantiatorBase, EaseTrainer.Options)"/>
public sealed class EaseTrainer : ItemItemTrainer
{
    private readonly Options _options;

    internal EaseTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(EaseTrainer)) => _options = (Options)Settings;

    /// <summary>Settings of an <see cref="EaseTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : ItemItemTrainerOptions
    {
        /// <summary>lambda: weight of the squared weights in what is minimized.</summary>
        /// <value>Default 100; range 0.1 to 1e7.</value>
        [Within(0.1, 1e7)]
        public double Lambda { get; set; } = 100;

        /// <summary>
        /// Rows of the largest matrix that is inverted, 4 bytes for each number of its square. Where both users and items are more, the weights of the items with the
        /// most users, as many as this, are exact, and those of each other item are as if it were the only other one.
        /// </summary>
        /// <value>Default 40000; range 1 to 1000000.</value>
        [Within(1, 1_000_000)]
        public int ExactItems { get; set; } = 40_000;

        /// <summary>Bytes that the inversion may take; <c>Fit</c> refuses to begin when it needs more. Null: what the runtime says the process may use.</summary>
        /// <value>Default null; range 1 to 9223372036854775807.</value>
        [Within(1, long.MaxValue)]
        public long? MemoryLimit { get; set; }
    }

    private protected override ItemWeights Learn(TouchedItems touched, IHostEnvironment env) => EaseWeights.Learn(touched, _options, env);
}
