using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;

/// <summary>InfoNCE between a view of each user with a part of the profile left out, and one with a part of the events hidden.</summary>
/// <param name="weight">Of the term.</param>
/// <param name="share">With which probability a number of the profile, or an event, is left out.</param>
internal sealed class ProfileContrast(double weight, double share) : ILossTerm
{
    // Passes of the step that nobody else numbers so.
    private const int ProfileView = 3, EventView = 4, FirstPass = 5, SecondPass = 6;

    public Tensor Of(StepContext step)
    {
        WindowInputs windows = step.Inputs;
        Prompts profile = ((ProfilePrompts)step.PromptModule!).forward(windows.Prompts!, Drawn(step, ProfileView));
        Tensor shown = Drawn(step, EventView).Apply(ones_like(windows.Valid)).gt(zeros_like(windows.Valid)).to(ScalarType.Int64);
        WindowInputs hidden = windows with { Items = windows.Items * shown, Behaviors = windows.Behaviors * shown };
        Tensor first = step.Encoder.Encode(step.ItemVectors, windows, profile, step.AnotherDropout(FirstPass));
        Tensor second = step.Encoder.Encode(step.ItemVectors, hidden, step.Prompts, step.AnotherDropout(SecondPass));
        return ViewContrast.InfoNce(first, second).Times(weight);
    }

    private Dropout Drawn(StepContext step, int number) => new((float)share, step.AnotherSeed(number));
}
