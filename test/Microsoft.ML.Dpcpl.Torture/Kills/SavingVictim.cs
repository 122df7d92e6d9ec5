using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Torture.Files;

namespace Microsoft.ML.Dpcpl.Torture.Kills;

/// <summary>Saves two models and their prompts under the same two names, in turn, until it is killed.</summary>
internal static class SavingVictim
{
    public const string Ready = "ready";

    public static int Run(string folder)
    {
        var files = new Specimens(folder);
        var ml = new MLContext(seed: 1);
        var chain = (TransformerChain<ITransformer>)ml.Model.Load(files.Model("dpcpl"), out _);
        var source = new DataSource { Events = ml.Data.LoadBehaviorEvents(files.Events) };
        NeuralTransformer ten = chain.OfType<NeuralTransformer>().Single(), five = ten.WithOptions(options => options.TopK = 5);
        for (int turn = 0; ; turn++)
        {
            SavedModel.Save(ml, chain.First(), turn % 2 == 0 ? five : ten, source, files.In("saved.zip"));
            ten.Model.SavePrompts(files.In("saved.prompts"));
            if (turn == 2)
                Console.WriteLine(Ready);
        }
    }
}
