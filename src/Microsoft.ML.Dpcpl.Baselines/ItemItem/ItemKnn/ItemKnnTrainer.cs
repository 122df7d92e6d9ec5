using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ItemItem.ItemKnn;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Item-based nearest neighbors: an item is due what the items of the history have in common with it, as many users as touched both.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// score(j) = sum over the distinct items i of the history of w(i) B[i, j], where B[i, j] is the sum over the users of both items of
/// |u|^-c, divided by n_i^a n_j^b: |u| items of user u, n_i users of item i, under whatever behavior. The exponents a, b, c are options;
/// a = b = 0.5 and c = 0 give the cosine. w(i) is the weight of the newest event of i: Recency^steps / (1 + days)^DayDecay, both
/// counted back from the newest event of the history. Popularity orders the items that are left equal.
///
/// Input and output columns are those of <xref:Microsoft.ML.Dpcpl.DpcplTrainer>, without attributes.
///
/// Source: Sarwar, Karypis, Konstan and Riedl, Item-Based Collaborative Filtering Recommendation Algorithms, WWW 2001; Deshpande and
/// Karypis, Item-Based Top-N Recommendation Algorithms, ACM TOIS 22(1), 2004, for the damping of popular items (b) and of users with
/// many items (c). The weights of the history are ours. Nothing is random: the same data and options give the same model.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.ItemKnn(TrainCatalogBase.CatalogInstantiatorBase, ItemKnnTrainer.Options)"/>
public sealed class ItemKnnTrainer : ItemItemTrainer
{
    private readonly Options _options;

    internal ItemKnnTrainer(IHostEnvironment env, Options options)
        : base(env, options, nameof(ItemKnnTrainer)) => _options = (Options)Settings;

    /// <summary>Settings of an <see cref="ItemKnnTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : ItemItemTrainerOptions
    {
        /// <summary>a: how far the weights of a history's item shrink with the number of its users; 0.5 is the cosine's.</summary>
        /// <value>Default 0.5; range 0 to 2.</value>
        [Within(0, 2)]
        public double HistoryExponent { get; set; } = 0.5;

        /// <summary>b: how far the weights for a candidate shrink with the number of its users; 0.5 is the cosine's, less lets popular items through.</summary>
        /// <value>Default 0.3; range 0 to 2.</value>
        [Within(0, 2)]
        public double CandidateExponent { get; set; } = 0.3;

        /// <summary>c: how far what a user says shrinks with the number of the user's items; 0 is the cosine's.</summary>
        /// <value>Default 0.5; range 0 to 2.</value>
        [Within(0, 2)]
        public double UserExponent { get; set; } = 0.5;
    }

    private protected override ItemWeights Learn(TouchedItems touched, IHostEnvironment env) => CosineWeights.Learn(touched, _options, env);
}
