using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>DPT: a graph convolution over the graph of each behavior that learns which pairs are noise, goes on without them, and is prompted for the target.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// The convolution is that of <xref:Microsoft.ML.Dpcpl.CmlTrainer>; three stages train it. The first one ranks items under every behavior and tells pairs of user and item from others: the
/// probability of a pair under behavior b is sigma((u . w_b)(w_b . i)), u and i of layer 0. Then, of every behavior but the target, the least probable pairs leave the graph (`NoiseShare`),
/// the vectors that said so are frozen, and the rest is trained on. In the last stage one vector, the prompt, is added to what everybody hears under the target in every layer;
/// it alone is trained, on the target alone. [PairNoise](xref:Microsoft.ML.Dpcpl.BaselineCatalog.PairNoise(Microsoft.ML.DataOperationsCatalog,Microsoft.ML.Dpcpl.GraphTransformer,Microsoft.ML.IDataView))
/// tells how much of a noise each pair is. Events of a user whom training did not know are all taken.
///
/// Source: Zhang, Chen, Zhao, Han and Li, Denoising and Prompt-Tuning for Multi-Behavior Recommendation, WWW 2023. Left out are the graphs of which items follow which and of
/// which users are alike, and noise on vectors. The text divides what a node hears by the root of both degrees, its public code sums (`RawAdjacency`); the text is followed. Ours are: a
/// share of each behavior where the code drops pairs below a probability of 0.48, which means nothing after another start; cross entropy of the probability itself, where the code takes it for a
/// logit; vectors of layer 0 in it; a prompt that begins at zero, where the code begins with the mean of the vectors of the other behaviors; that the second and the third stage are kept only
/// where they rank the validation set better than what they begin with; that a pair is ranked under its own behaviors; Adam with one step size; where maps begin (identities); and the softmax over shared items.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Dpt(TrainCatalogBase.CatalogInstantiatorBase, DptTrainer.Options)"/>
public sealed class DptTrainer : GraphTrainer
{
    internal DptTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="DptTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : GraphTrainerOptions
    {
        /// <summary>Layers is 3.</summary>
        public Options() => Layers = 3;

        /// <summary>Whether what a node hears is the sum of its neighbors; otherwise each is divided by the root of the neighbors that both ends have under the behavior.</summary>
        /// <value>Default false.</value>
        public bool RawAdjacency { get; set; }

        /// <summary>Share of the pairs of each behavior but the target that is taken for noise after the first stage, the least probable ones.</summary>
        /// <value>Default 0.1; range 0 to 0.9.</value>
        [Within(0, 0.9)]
        public double NoiseShare { get; set; } = 0.1;

        /// <summary>Weight of telling pairs from others beside the ranking, in the first stage.</summary>
        /// <value>Default 0.5; range 0 to 100.</value>
        [Within(0, 100)]
        public double PairWeight { get; set; } = 0.5;

        /// <summary>Largest number of epochs over the graph without noise; <see cref="GraphTrainerOptions.Epochs"/> are those of the first stage.</summary>
        /// <value>Default 50; range 1 to 100000.</value>
        [Within(1, 100_000)]
        public int DenoisedEpochs { get; set; } = 50;

        /// <summary>Largest number of epochs of the prompt.</summary>
        /// <value>Default 20; range 1 to 100000.</value>
        [Within(1, 100_000)]
        public int PromptEpochs { get; set; } = 20;

        /// <inheritdoc/>
        internal override GraphShape Shape(BehaviorGraphs graphs, byte target) => new DptShape(graphs.Users, graphs.Items, HiddenSize, Layers, graphs.Behaviors, RawAdjacency);

        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed)
        {
            var dpt = (DptNetwork)network;
            return
            [
                new GraphStage
                {
                    Stage = TrainingStage.Pretraining,
                    Epochs = Epochs,
                    Parameters = dpt.Denoising,
                    Terms = [new DenoisedRanking(dpt, graphs, WeightDecay, PairWeight, false, SeededRandom.Derive(seed, 1))],
                },
                new GraphStage
                {
                    Stage = TrainingStage.Pretraining,
                    Begin = target => dpt.FindNoise(graphs, NoiseShare, target),
                    HasRival = true,
                    Epochs = DenoisedEpochs,
                    Parameters = dpt.Maps,
                    Terms = [new DenoisedRanking(dpt, graphs, 0, 0, false, SeededRandom.Derive(seed, 2))],
                },
                new GraphStage
                {
                    Stage = TrainingStage.Tuning,
                    Begin = target => dpt.BeginPrompt(target),
                    HasRival = true,
                    Epochs = PromptEpochs,
                    Parameters = dpt.Prompt,
                    Terms = [new DenoisedRanking(dpt, graphs, 0, 0, true, SeededRandom.Derive(seed, 3))],
                },
            ];
        }
    }
}
