using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.Mbht;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;

/// <summary>What holds for the encoders of all neural systems, and each against a plain computation with loops.</summary>
[TestClass]
public sealed class EncoderTests
{
    private const int Length = 8, Windows = 3, Width = 8;

    // Empty slots at the start of each window.
    private static readonly int[] s_empty = [3, 0, 6];

    public static IEnumerable<object[]> Names => NeuralBaseline.Names;

    public static IEnumerable<object[]> Causal => [["SasRec"], ["ESasRec"], ["Gru4Rec"], ["Cl4SRec"], ["Ppr"], ["S3Rec"]];

    [TestMethod]
    [DynamicData(nameof(Causal))]
    public void ALaterSlotChangesNoEarlierOutput(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder(name);
        Tensor items = Items();
        Tensor before = encoder.EncodeAllPositions(Table(), Inputs(), Dropout.None);
        for (int slot = 1; slot < Length; slot++)
        {
            WindowInputs changed = Inputs();
            changed.Items[slot, 1] = (items[slot, 1] + 5).remainder(20) + 1;
            changed.Behaviors[slot, 1] = 3;
            Tensor difference = (encoder.EncodeAllPositions(Table(), changed, Dropout.None) - before).abs().amax([2]);
            Assert.AreEqual(0, difference.narrow(0, 0, slot).max().ToDouble(), $"slots before {slot}");
            Assert.IsGreaterThan(1e-9, difference[slot, 1].ToDouble());
            Assert.AreEqual(0, difference.select(1, 0).max().ToDouble(), "another window");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Causal))]
    public void TheLastPositionIsTheUserVector(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder(name, attributes: [4, 3]);
        Tensor all = encoder.EncodeAllPositions(Table(), Inputs(attributes: true), Dropout.None);
        Tensor last = encoder.Encode(Table(), Inputs(attributes: true), null, Dropout.None);
        CollectionAssert.AreEqual(new long[] { Length, Windows, Width }, all.shape);
        Assert.IsLessThan(1e-12, TestTensors.Distance(all[^1], last));
    }

    [TestMethod]
    [DataRow("FmlpRec")]
    [DataRow("FeaRec")]
    [DataRow("Bert4Rec")]
    [DataRow("Mbht")]
    public void WhatSeesLaterSlotsHasNoPositionsToPredictFrom(string name)
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<NotSupportedException>(() => NeuralBaseline.Encoder(name).EncodeAllPositions(Table(), Inputs(), Dropout.None));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void WhatStandsInEmptySlotsNeverMatters(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder(name);
        WindowInputs changed = Inputs();
        for (int window = 0; window < Windows; window++)
        {
            changed.Items.narrow(0, 0, s_empty[window]).select(1, window).fill_(7);
            changed.Behaviors.narrow(0, 0, s_empty[window]).select(1, window).fill_(2);
        }

        Assert.AreEqual(0, TestTensors.Distance(
            encoder.Encode(Table(), Inputs(), null, Dropout.None), encoder.Encode(Table(), changed, null, Dropout.None)));
    }

    /// <summary>So a model that learned from windows of one length scores the shorter windows of another recipe alike.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EmptySlotsMayAsWellNotBeThere(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder(name);
        WindowInputs whole = Inputs();
        Tensor Shorter(Tensor window) => window.narrow(0, 3, Length - 3).narrow(1, 0, 1).contiguous();
        var shorter = new WindowInputs(Shorter(whole.Items), Shorter(whole.Behaviors), Shorter(whole.Valid), Shorter(whole.Days), null, null);
        Assert.IsLessThan(1e-9, TestTensors.Distance(
            encoder.Encode(Table(), whole, null, Dropout.None).narrow(0, 0, 1), encoder.Encode(Table(), shorter, null, Dropout.None)));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void BehaviorsMatterInTheMultiBehaviorVariantOnly(string name)
    {
        using var scope = NewDisposeScope();
        foreach (bool behaviors in new[] { false, true })
        {
            SequenceEncoder encoder = NeuralBaseline.Encoder(name, behaviors);
            WindowInputs changed = Inputs();
            changed.Behaviors[Length - 2, 1] = 3;
            double difference = TestTensors.Distance(
                encoder.Encode(Table(), Inputs(), null, Dropout.None), encoder.Encode(Table(), changed, null, Dropout.None));
            Assert.AreEqual(behaviors, difference > 1e-9);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AttributesAreAddedToTheUserVector(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder(name, attributes: [4, 3]);
        WindowInputs changed = Inputs(attributes: true);
        changed.Attributes![1, 0] = 3;
        Tensor difference = encoder.Encode(Table(), changed, null, Dropout.None) - encoder.Encode(Table(), Inputs(attributes: true), null, Dropout.None);
        Assert.IsGreaterThan(1e-9, difference[1].abs().max().ToDouble());
        Assert.AreEqual(0, difference[0].abs().max().ToDouble());
        // The same vector whatever the events: a sum and nothing else.
        WindowInputs other = Inputs(attributes: true), otherChanged = Inputs(attributes: true);
        other.Items[Length - 1, 1] = otherChanged.Items[Length - 1, 1] = 9;
        otherChanged.Attributes![1, 0] = 3;
        Tensor again = encoder.Encode(Table(), otherChanged, null, Dropout.None) - encoder.Encode(Table(), other, null, Dropout.None);
        Assert.IsLessThan(1e-12, TestTensors.Distance(difference[1], again[1]));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GradientsEqualFiniteDifferences(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder(name, attributes: [4, 3]);
        Tensor table = Table(), direction = TestTensors.Random(8, Windows, Width);
        double error = TestTensors.GradientError(
            [table, .. encoder.parameters()], () => (encoder.Encode(table, Inputs(attributes: true), null, Dropout.None) * direction).sum());
        Assert.IsLessThan(1e-6, error);
    }

    [TestMethod]
    [DataRow("SasRec")]
    [DataRow("Cl4SRec")]
    [DataRow("Ppr")]
    [DataRow("S3Rec")]
    public void SasRecIsAttentionWrittenWithLoops(string name)
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder(name);
        var weights = new Weights(encoder);
        double[,][] given = Slots(encoder.EncodeAllPositions(Table(), Inputs(), Dropout.None));
        for (int window = 0; window < Windows; window++)
        {
            int first = s_empty[window], count = Length - first;
            double[][] x = Attended(weights, Embedded(weights, window), causal: true);
            for (int t = 0; t < count; t++)
                AssertClose(x[t], given[first + t, window]);
        }
    }

    /// <summary>A prompt stands before the events of each layer in the place of the one before; events keep their positions.</summary>
    [TestMethod]
    public void PprIsAttentionWithATokenInEachLayerWrittenWithLoops()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("Ppr");
        var weights = new Weights(encoder);
        Tensor tokens = TestTensors.Random(4, 2, 1, Windows, Width);
        // A slot more than the events need.
        Tensor Longer(Tensor window) => cat([zeros_like(window.narrow(0, 0, 1)), window], 0);
        WindowInputs events = Inputs(), longer = events with { Items = Longer(events.Items), Behaviors = Longer(events.Behaviors), Valid = Longer(events.Valid), Days = Longer(events.Days) };
        double[] given = encoder.Encode(Table(), longer, new Prompts(tokens, null, null), Dropout.None).Doubles();
        for (int window = 0; window < Windows; window++)
        {
            double[] user = Attended(weights, Embedded(weights, window), causal: true, layer => tokens[layer, 0, window].Doubles())[^1];
            AssertClose(user, given[(window * Width)..((window + 1) * Width)]);
        }
    }

    /// <summary>The user vector: what the slot of a hidden event after the newest one is taken for. A full window gives its oldest slot up for it.</summary>
    [TestMethod]
    public void Bert4RecIsAttentionInBothDirectionsWrittenWithLoops()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("Bert4Rec");
        var weights = new Weights(encoder);
        double[] given = encoder.Encode(Table(), Inputs(), null, Dropout.None).Doubles();
        double[] positions = weights.Of("_events._positions"), behaviors = weights.Of("_events._behaviors"), hidden = weights.Of("_events._hidden");
        double[] At(double[] sum, int slot) => weights.Norm("_events._norm", [.. sum.Select((value, i) => value + positions[(slot * Width) + i])]);
        for (int window = 0; window < Windows; window++)
        {
            var x = new List<double[]>();
            for (int slot = Math.Max(1, s_empty[window]); slot < Length; slot++)
                x.Add(At(Event(weights, window, slot), slot - 1));
            x.Add(At([.. hidden.Select((value, i) => value + behaviors[i])], Length - 1));
            double[] user = Attended(weights, [.. x], causal: false)[^1];
            AssertClose(weights.Norm("_headNorm", [.. weights.Linear("_head", user).Select(Gelu)]), given[(window * Width)..((window + 1) * Width)]);
        }
    }

    /// <summary>The pass of pre-training: the same weights in both directions over a window with a hidden event, and a map of each slot.</summary>
    [TestMethod]
    public void S3RecIsPretrainedByAttentionInBothDirectionsWrittenWithLoops()
    {
        using var scope = NewDisposeScope();
        const int Hidden = 6;
        var encoder = (S3RecEncoder)NeuralBaseline.Encoder("S3Rec");
        var weights = new Weights(encoder);
        WindowInputs inputs = Inputs();
        inputs.Items[Hidden] = inputs.Behaviors[Hidden] = zeros([Windows], ScalarType.Int64);
        double[,][] given = Slots(encoder.EncodeSlots(Table(), inputs, Dropout.None));
        double[] newest = encoder.EncodeBothWays(Table(), inputs, Dropout.None).Doubles();
        double[] positions = weights.Of("_events._positions"), behaviors = weights.Of("_events._behaviors");
        for (int window = 0; window < Windows; window++)
        {
            int first = s_empty[window];
            double[][] x = Embedded(weights, window);
            x[Hidden - first] = weights.Norm("_events._norm", [.. weights.Of("_events._hidden").Select((value, i) => value + behaviors[i] + positions[(Hidden * Width) + i])]);
            x = Attended(weights, x, causal: false);
            for (int t = 0; t < x.Length; t++)
                AssertClose(weights.Linear("_hiddenItem", x[t]), given[first + t, window]);
            AssertClose(x[^1], newest[(window * Width)..((window + 1) * Width)]);
        }
    }

    /// <summary>Both branches of a window that ends with a hidden event, and their sum by a softmax.</summary>
    [TestMethod]
    public void MbhtIsItsTwoBranchesWrittenWithLoops()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("Mbht");
        var weights = new Weights(encoder);
        double[] given = encoder.Encode(Table(), Inputs(), null, Dropout.None).Doubles();
        double[] positions = weights.Of("_events._positions"), behaviors = weights.Of("_events._behaviors"), hidden = weights.Of("_events._hidden");
        double[] table = Table().Doubles(), metrics = weights.Of("_hypergraph._metrics"), fusion = weights.Of("_fusion");
        double[] At(double[] sum, int slot) => weights.Norm("_events._norm", [.. sum.Select((value, i) => value + positions[(slot * Width) + i])]);
        for (int window = 0; window < Windows; window++)
        {
            int[] slots = [.. Enumerable.Range(0, Length).Where(slot => slot >= Math.Max(1, s_empty[window]))];
            double[][] x = [.. slots.Select(slot => At(Event(weights, window, slot), slot - 1)), At([.. hidden.Select((value, i) => value + behaviors[i])], Length - 1)];
            for (int layer = 0; layer < 2; layer++)
                x = Residual(weights, $"_layers.{layer}.", x, MultiScale(weights, $"_layers.{layer}._mixer.", x));

            int[] items = [.. slots.Select(slot => (int)Items()[slot, window].ToInt64())];
            double[][] gated = [.. items.Select(item =>
            {
                double[] vector = table[(item * Width)..((item + 1) * Width)], gate = weights.Linear("_hypergraph._gate", vector);
                return vector.Zip(gate, (value, open) => value / (1 + Math.Exp(-open))).ToArray();
            })];
            double[,] steps = PlainHypergraph.Steps(PlainHypergraph.Incidence(items, gated, [metrics[..Width], metrics[Width..]], similar: 2));
            double[][] Averaged(string map, double[][] vectors)
            {
                double[][] mapped = [.. vectors.Select(vector => weights.Linear("_hypergraph." + map, vector))];
                return [.. Enumerable.Range(0, items.Length).Select(i => Enumerable.Range(0, Width).Select(c => mapped.Select((vector, j) => steps[i, j] * vector[c]).Sum()).ToArray())];
            }

            double[][] near = Averaged("_first", gated), far = Averaged("_second", near);
            // Of the hidden event: the three slots before it.
            double[] joined = [.. Enumerable.Range(0, Width).Select(c => Enumerable.Range(0, items.Length).TakeLast(3).Average(i => (near[i][c] + far[i][c]) / 2))];
            double[] branches = [.. new[] { x[^1], joined }.Select(branch => Math.Exp(branch.Zip(fusion, (a, b) => a * b).Sum()))];
            AssertClose(
                [.. x[^1].Zip(joined, (a, b) => ((branches[0] * a) + (branches[1] * b)) / branches.Sum())], given[(window * Width)..((window + 1) * Width)]);
        }
    }

    [TestMethod]
    public void Gru4RecIsItsRecurrenceStepByStep()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("Gru4Rec");
        var weights = new Weights(encoder);
        const int State = 12;
        double[,][] given = Slots(encoder.EncodeAllPositions(Table(), Inputs(), Dropout.None));
        double[] Affine(string part, double[] x)
        {
            (double[] weight, double[] bias) = (weights.Of($"_gru.weight_{part}_l0"), weights.Of($"_gru.bias_{part}_l0"));
            return [.. Enumerable.Range(0, 3 * State).Select(o => bias[o] + x.Select((value, i) => value * weight[(o * x.Length) + i]).Sum())];
        }

        for (int window = 0; window < Windows; window++)
        {
            var state = new double[State];
            for (int slot = s_empty[window]; slot < Length; slot++)
            {
                double[] events = Event(weights, window, slot), input = Affine("ih", events), recurrent = Affine("hh", state);
                double Gate(int at) => 1 / (1 + Math.Exp(-input[at] - recurrent[at]));
                state = [.. Enumerable.Range(0, State).Select(i =>
                {
                    double reset = Gate(i), update = Gate(State + i);
                    double candidate = Math.Tanh(input[(2 * State) + i] + (reset * recurrent[(2 * State) + i]));
                    return ((1 - update) * candidate) + (update * state[i]);
                })];
                AssertClose(weights.Linear("_output", state), given[slot, window]);
            }
        }
    }

    [TestMethod]
    public void FmlpRecIsAFilterOfTheNaiveFourierTransform()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("FmlpRec");
        var weights = new Weights(encoder);
        double[] given = encoder.Encode(Table(), Inputs(), null, Dropout.None).Doubles();
        for (int window = 0; window < Windows; window++)
        {
            double[][] x = [.. Enumerable.Repeat(new double[Width], s_empty[window]), .. Embedded(weights, window)];
            for (int layer = 0; layer < 2; layer++)
            {
                string of = $"_layers.{layer}.";
                double[] filter = weights.Of(of + "_mixer._weight");
                var mixed = Enumerable.Range(0, Length).Select(_ => new double[Width]).ToArray();
                for (int channel = 0; channel < Width; channel++)
                {
                    for (int f = 0; f < Length; f++)
                    {
                        System.Numerics.Complex spectrum = 0;
                        for (int t = 0; t < Length; t++)
                            spectrum += x[t][channel] * System.Numerics.Complex.FromPolarCoordinates(1, -2 * Math.PI * f * t / Length);
                        // A real signal: the upper half mirrors the lower one, and the filter with it.
                        int at = Math.Min(f, Length - f);
                        var gain = new System.Numerics.Complex(filter[(at * 2 * Width) + channel], filter[(((at * 2) + 1) * Width) + channel]);
                        if (at is 0 or Length / 2)
                            gain = gain.Real;
                        else if (f > Length / 2)
                            gain = System.Numerics.Complex.Conjugate(gain);
                        for (int t = 0; t < Length; t++)
                            mixed[t][channel] += (spectrum * gain * System.Numerics.Complex.FromPolarCoordinates(1, 2 * Math.PI * f * t / Length)).Real / Length;
                    }
                }

                x = Residual(weights, of, x, mixed);
                for (int t = 0; t < s_empty[window]; t++)
                    x[t] = new double[Width];
            }

            AssertClose(x[^1], given[(window * Width)..((window + 1) * Width)]);
        }
    }

    /// <summary>Two layers of attention with two heads.</summary>
    private static double[][] Attended(Weights weights, double[][] x, bool causal, Func<int, double[]>? token = null)
    {
        for (int layer = 0; layer < 2; layer++)
        {
            if (token is not null)
                x = [token(layer), .. layer == 0 ? x : x[1..]];
            string of = $"_layers.{layer}.";
            x = Residual(weights, of, x, SelfAttention(weights, of + "_mixer.", x, causal));
        }

        return x;
    }

    /// <summary>Attention with two heads.</summary>
    private static double[][] SelfAttention(Weights weights, string of, double[][] x, bool causal)
    {
        double[][] projected = [.. x.Select(row => weights.Linear(of + "_projection", row))];
        double[] Part(int slot, int head, int part) => projected[slot][((part * Width) + (head * 4))..((part * Width) + (head * 4) + 4)];
        return [.. Enumerable.Range(0, x.Length).Select(t =>
        {
            int seen = causal ? t + 1 : x.Length;
            return weights.Linear(of + "_output", [.. Enumerable.Range(0, 2).SelectMany(head => Weighted(
                Part(t, head, 0), [.. Enumerable.Range(0, seen).Select(s => Part(s, head, 1))], [.. Enumerable.Range(0, seen).Select(s => Part(s, head, 2))]))]);
        })];
    }

    /// <summary>The sum of values by the softmax of their keys' products with a query of four numbers.</summary>
    private static double[] Weighted(double[] query, double[][] keys, double[][] values)
    {
        double[] scores = [.. keys.Select(key => Math.Exp(query.Zip(key, (a, b) => a * b).Sum() / 2))];
        return [.. Enumerable.Range(0, 4).Select(i => values.Select((value, s) => scores[s] / scores.Sum() * value[i]).Sum())];
    }

    /// <summary>MBHT's attention at three scales of a window whose last slots are those of <paramref name="x"/>: rank 3, means of 2 and of 3 events.</summary>
    private static double[][] MultiScale(Weights weights, string of, double[][] x)
    {
        const int Rank = 3;
        int first = Length - x.Length;
        double[][] projected = [.. x.Select(row => weights.Linear(of + "_projection", row))];
        double[] Part(int slot, int head, int part) => projected[slot][((part * Width) + (head * 4))..((part * Width) + (head * 4) + 4)];
        double[][] Projected(string map, int head, int part) => [.. Enumerable.Range(0, Rank).Select(c => Enumerable.Range(0, 4).Select(i =>
            Enumerable.Range(0, x.Length).Sum(s => weights.Of(of + map)[(c * Length) + first + s] * Part(s, head, part)[i])).ToArray())];
        double[][] lowRank = [.. Enumerable.Range(0, x.Length).Select(t => weights.Linear(of + "_output", [.. Enumerable.Range(0, 2).SelectMany(head =>
            Weighted(Part(t, head, 0), Projected("_keys", head, 1), Projected("_values", head, 2)))]))];

        // By column of the map over time.
        var columns = new Dictionary<int, double[]>();
        for (int s = 0; s < x.Length; s++)
            columns[first + s] = weights.Norm(of + "_norm", [.. x[s].Zip(lowRank[s], (a, b) => a + b)]);
        int end = Length;
        foreach (int scale in new[] { 2, 3 })
        {
            end += (Length + scale - 1) / scale;
            // Numbered from the newest event.
            double[][][] groups = [.. x.Reverse().Chunk(scale)];
            double[][] means = [.. groups.Select(group => Enumerable.Range(0, Width).Select(i => group.Average(row => row[i])).ToArray())];
            double[][] attended = SelfAttention(weights, of + "_pooled.", means, causal: false);
            for (int g = 0; g < means.Length; g++)
                columns[end - 1 - g] = weights.Norm(of + "_pooledNorm", [.. means[g].Zip(attended[g], (a, b) => a + b)]);
        }

        double[] join = weights.Of(of + "_join");
        return [.. Enumerable.Range(first, x.Length).Select(t => Enumerable.Range(0, Width).Select(i => columns.Sum(column => join[(t * end) + column.Key] * column.Value[i])).ToArray())];
    }

    /// <summary>Lags of sums over slots and bands of the naive Fourier transform; the first layer hears the upper three of five frequencies, the second the lower three.</summary>
    [TestMethod]
    public void FeaRecIsAttentionByLagsAndBySlotsWrittenWithLoops()
    {
        using var scope = NewDisposeScope();
        SequenceEncoder encoder = NeuralBaseline.Encoder("FeaRec");
        var shape = (FeaRecShape)encoder.Shape;
        var weights = new Weights(encoder);
        double[] given = encoder.Encode(Table(), Inputs(), null, Dropout.None).Doubles();
        int[] slots = [.. Enumerable.Range(0, Length)];
        for (int window = 0; window < Windows; window++)
        {
            int first = s_empty[window];
            double[][] x = [.. Enumerable.Repeat(new double[Width], first), .. Embedded(weights, window)];
            for (int layer = 0; layer < 2; layer++)
            {
                string of = $"_layers.{layer}.";
                double[][] projected = [.. x.Select((row, t) => t < first ? new double[3 * Width] : weights.Linear(of + "_mixer._projection", row))];
                double[][] heard = Band(projected, layer == 0 ? f => f >= 2 : f => f <= 2);
                double[] correlation = [.. slots.Select(lag => slots.Sum(t => Enumerable.Range(0, Width).Sum(i => heard[(t + lag) % Length][i] * heard[t][Width + i])) / Width)];
                int[] lags = [.. slots.OrderByDescending(lag => correlation[lag]).Take((int)(shape.TopKFactor * Math.Log(Length)))];
                Assert.HasCount(3, lags);
                double[][] mixed = [.. slots.Select(t =>
                {
                    var sum = new double[Width];
                    foreach (int lag in lags)
                    {
                        double weight = (1 - shape.SpatialRatio) * Math.Exp(correlation[lag]) / lags.Sum(other => Math.Exp(correlation[other]));
                        for (int i = 0; i < Width; i++)
                            sum[i] += weight * projected[(t + lag) % Length][(2 * Width) + i];
                    }

                    int[] past = [.. slots.Where(s => s >= first && s <= t)];
                    for (int i = 0; i < Width; i++)
                    {
                        int head = i / 4 * 4;
                        double Score(int s) => Math.Exp(Enumerable.Range(head, 4).Sum(c => heard[t][c] * heard[s][Width + c]) / 2);
                        sum[i] += shape.SpatialRatio * past.Sum(s => Score(s) / past.Sum(Score) * heard[s][(2 * Width) + i]);
                    }

                    return weights.Linear(of + "_mixer._output", sum);
                })];
                x = Residual(weights, of, x, mixed);
                for (int t = 0; t < first; t++)
                    x[t] = new double[Width];
            }

            AssertClose(x[^1], given[(window * Width)..((window + 1) * Width)]);
        }
    }

    /// <summary>What stays of each channel of a window when other frequencies are taken out.</summary>
    private static double[][] Band(double[][] x, Func<int, bool> hears)
    {
        var heard = x.Select(row => new double[row.Length]).ToArray();
        for (int channel = 0; channel < x[0].Length; channel++)
        {
            for (int f = 0; f < Length; f++)
            {
                // The upper half mirrors the lower one.
                if (!hears(Math.Min(f, Length - f)))
                    continue;
                System.Numerics.Complex spectrum = 0;
                for (int t = 0; t < Length; t++)
                    spectrum += x[t][channel] * System.Numerics.Complex.FromPolarCoordinates(1, -2 * Math.PI * f * t / Length);
                for (int t = 0; t < Length; t++)
                    heard[t][channel] += (spectrum * System.Numerics.Complex.FromPolarCoordinates(1, 2 * Math.PI * f * t / Length)).Real / Length;
            }
        }

        return heard;
    }

    /// <summary>Both residual paths of a layer and what stands between them.</summary>
    private static double[][] Residual(Weights weights, string layer, double[][] x, double[][] mixed) => [.. x.Zip(mixed, (row, mix) =>
    {
        double[] a = weights.Norm(layer + "_mixerNorm", [.. row.Zip(mix, (p, q) => p + q)]);
        double[] inner = [.. weights.Linear(layer + "_feedForward._inner", a).Select(Gelu)];
        return weights.Norm(layer + "_feedForwardNorm", [.. a.Zip(weights.Linear(layer + "_feedForward._outer", inner), (p, q) => p + q)]);
    })];

    private static double[][] Embedded(Weights weights, int window) => [.. Enumerable.Range(s_empty[window], Length - s_empty[window]).Select(slot =>
    {
        double[] positions = weights.Of("_events._positions");
        return weights.Norm("_events._norm", [.. Event(weights, window, slot).Select((value, i) => value + positions[(slot * Width) + i])]);
    })];

    private static double[] Event(Weights weights, int window, int slot)
    {
        double[] table = Table().Doubles(), behaviors = weights.Of("_events._behaviors");
        int item = (int)Items()[slot, window].ToInt64(), behavior = (int)Behaviors()[slot, window].ToInt64();
        return [.. Enumerable.Range(0, Width).Select(i => table[(item * Width) + i] + behaviors[(behavior * Width) + i])];
    }

    /// <summary>x times the normal distribution function, the latter by numerical integration.</summary>
    private static double Gelu(double x)
    {
        const int Steps = 2000;
        double sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            double t = x * (i + 0.5) / Steps;
            sum += Math.Exp(-t * t / 2);
        }

        return x * (0.5 + (sum * x / Steps / Math.Sqrt(2 * Math.PI)));
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-6);
    }

    private static double[,][] Slots(Tensor all)
    {
        var slots = new double[Length, Windows][];
        for (int t = 0; t < Length; t++)
        {
            for (int i = 0; i < Windows; i++)
                slots[t, i] = all[t, i].Doubles();
        }

        return slots;
    }

    private static WindowInputs Inputs(bool attributes = false) => new(
        Items(), Behaviors(), Valid(), Valid(), attributes ? tensor(new long[] { 1, 2, 2, 0, 0, 1 }, [Windows, 2]) : null, null);

    private static Tensor Table()
    {
        Tensor table = TestTensors.Random(1, 21, Width);
        table[0].zero_();
        return table;
    }

    private static Tensor Items() => Filled((t, i) => 1 + (((3 * t) + (7 * i)) % 20)).to(ScalarType.Int64);

    private static Tensor Behaviors() => Filled((t, i) => 1 + ((t + i) % 2)).to(ScalarType.Int64);

    private static Tensor Valid() => Filled((_, _) => 1);

    private static Tensor Filled(Func<int, int, double> value)
    {
        var values = new double[Length * Windows];
        for (int t = 0; t < Length; t++)
        {
            for (int i = 0; i < Windows; i++)
                values[(t * Windows) + i] = t < s_empty[i] ? 0 : value(t, i);
        }

        return tensor(values, [Length, Windows]);
    }

    /// <summary>A module's parameters as plain numbers.</summary>
    private sealed class Weights(nn.Module module)
    {
        private readonly Dictionary<string, double[]> _values = module.named_parameters().ToDictionary(p => p.name, p => p.parameter.Doubles());

        public double[] Of(string name) => _values[name];

        public double[] Linear(string name, double[] x)
        {
            double[] weight = Of(name + "._weight"), bias = Of(name + "._bias");
            return [.. bias.Select((b, o) => b + x.Select((value, i) => value * weight[(o * x.Length) + i]).Sum())];
        }

        public double[] Norm(string name, double[] x)
        {
            double mean = x.Average(), deviation = Math.Sqrt(x.Select(v => (v - mean) * (v - mean)).Average() + 1e-5);
            return [.. x.Select((v, i) => ((v - mean) / deviation * Of(name + "._scale")[i]) + Of(name + "._shift")[i])];
        }
    }
}
