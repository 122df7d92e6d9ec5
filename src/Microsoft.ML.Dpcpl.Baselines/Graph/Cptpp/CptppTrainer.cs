using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Cptpp;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>CPTPP: a graph encoder that is pre-trained by comparing views of the graph alone, then tuned with a prompt for each user that is made of a profile.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// The encoder is that of <xref:Microsoft.ML.Dpcpl.LightGcnTrainer>. Pre-training compares two views of the graph, as <xref:Microsoft.ML.Dpcpl.SglTrainer> does, and ranks nothing; all its epochs
/// are trained. Then pairs are ranked: a prompt p = tanh(W2 tanh(W1 s)) is made of a profile s of the user (`Profile`) and fused with the user's vector x,
/// u = c tanh(F2 tanh(F1 [p ; x])). `Tuning` says what is trained then: prompts and fusion with the vectors of users and items (full), or prompts and fusion alone (light).
///
/// The fusion begins as little more than the pre-trained vector; what tuning begins with, and c, are ours, as are the softmax over shared items and users whom training did not know.
///
/// Source: Yang, Zhao, Li, Chen and Xu, An Empirical Study Towards Prompt-Tuning for Graph Contrastive Pre-Training in Recommendations, NeurIPS 2023.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Cptpp(TrainCatalogBase.CatalogInstantiatorBase, CptppTrainer.Options)"/>
public sealed class CptppTrainer : GraphTrainer
{
    internal CptppTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="CptppTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : ContrastiveGraphTrainerOptions
    {
        /// <summary>LearningRate is 0.001: by larger steps the comparison of views, which ranks nothing, takes vectors far from where they began.</summary>
        public Options() => LearningRate = 0.001;

        /// <summary>Epochs of pre-training, which compares views and ranks nothing; <see cref="GraphTrainerOptions.Epochs"/> are those of tuning. One is better where prompts alone are tuned: items stay as it leaves them.</summary>
        /// <value>Default 10; range 1 to 100000.</value>
        [Within(1, 100_000)]
        public int PretrainingEpochs { get; set; } = 10;

        /// <summary>What is trained after pre-training: prompts and fusion with all vectors, or, with <see cref="TuningMode.Prompts"/>, prompts and fusion alone.</summary>
        /// <value>Default <see cref="TuningMode.FullFineTuning"/>; Prompts or FullFineTuning.</value>
        public TuningMode Tuning { get; set; } = TuningMode.FullFineTuning;

        /// <summary>What a user's prompt is made of.</summary>
        /// <value>Default <see cref="UserProfile.HighOrder"/>.</value>
        public UserProfile Profile { get; set; } = UserProfile.HighOrder;

        /// <summary>w: numbers of a prompt.</summary>
        /// <value>Default 64; range 1 to 4096.</value>
        [Within(1, 4096)]
        public int PromptWidth { get; set; } = 64;

        /// <inheritdoc/>
        internal override GraphShape Shape(BehaviorGraphs graphs, byte target) => new CptppShape(graphs.Users, graphs.Items, HiddenSize, Layers, PromptWidth, Profile);

        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed)
        {
            var cptpp = (CptppNetwork)network;
            cptpp.ComputeFactors(graphs.Union, SeededRandom.Derive(seed, 1));
            return
            [
                new GraphStage
                {
                    Stage = TrainingStage.Pretraining,
                    Epochs = PretrainingEpochs,
                    Parameters = cptpp.Tables,
                    Terms = [Views(network, graphs, 1, seed)],
                    IsJudged = false,
                },
                new GraphStage
                {
                    Stage = TrainingStage.Tuning,
                    Epochs = Epochs,
                    Parameters = Tuning == TuningMode.Prompts ? cptpp.Prompts : [.. cptpp.Tables, .. cptpp.Prompts],
                    Terms = [new PairRanking(WeightDecay)],
                },
            ];
        }

        /// <inheritdoc/>
        internal override void Validate()
        {
            base.Validate();
            OptionCheck.Require(Tuning != TuningMode.None, nameof(Tuning), Tuning, "Prompts or FullFineTuning: pre-training ranks nothing");
        }
    }
}
