namespace Microsoft.ML.Dpcpl.Tests.Mistakes;

/// <summary>Mistakes with trainers, their options, searches and checkpoints.</summary>
internal static class TrainingMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("An option out of its range", "HiddenSize is 2; it must be between 4 and 4096.", shop => shop.Trainer(options => options.HiddenSize = 2)),
        new("Two options that do not fit", "HiddenSize is 30; it must be a multiple of Blocks (8).",
            shop => shop.Trainer(options => (options.HiddenSize, options.Blocks) = (30, 8))),
        new("No names of attributes", "AttributeColumnNames must not be null; an empty array means none.",
            shop => shop.Trainer(options => options.AttributeColumnNames = null!)),
        new("A device that nobody has", "Device is gpu; it must be \"cpu\", \"cuda\" or \"cuda:N\".",
            shop => Fit(shop, options => options.Device = "gpu")),
        new("A target that is not there", "TargetBehavior is 'rent'; column 'Behavior' knows 'click', 'buy'. Set TargetBehavior to one of them.",
            shop => Fit(shop, options => options.TargetBehavior = "rent")),
        new("Training on events", "Schema mismatch for item column 'Item': expected vector of keys, got String: BehaviorSequences makes sequences of events.",
            shop => shop.Trainer().Fit(shop.Events)),
        new("Validation without labels", "Could not find label column 'Label'; the columns are User, Item, Behavior, Timestamp, PretrainLength: name the one that is meant, or give data that have it.",
            shop => shop.Trainer().Fit(shop.Split.TrainSet, shop.Split.TrainSet)),
        new("Item-item training, validated without labels", "Could not find label column 'Label'; the columns are User, Item, Behavior, Timestamp, PretrainLength: name the one that is meant, or give data that have it.",
            shop => shop.Recommendation.Trainers.ItemKnn(new ItemKnnTrainer.Options { TargetBehavior = "buy" }).Fit(shop.Split.TrainSet, shop.Split.TrainSet)),
        new("Validation of another shop", "The validation set has other item or behavior keys than the training set: map both with the same fitted transformers.",
            shop => shop.Trainer().Fit(shop.Split.TrainSet, Labeled(shop, shop.OtherSequences).ValidationSet)),
        new("An attribute that the sequences have not", "Could not find attribute column 'City'; the columns are User, Item, Behavior, Timestamp, PretrainLength: name the one that is meant, or give data that have it.",
            shop => Fit(shop, options => options.AttributeColumnNames = ["City"])),
        new("Going on with a model of another shop", "The pre-trained model knows 11 items, the training set others: map both with the same fitted BehaviorSequences.",
            shop => shop.Trainer().Fit(shop.OtherSequences, null, shop.Model.Model)),
        new("Going on with longer windows", "The pre-trained model has windows of at most 12 slots; MaxSequenceLength is 40. Set it to 12 or less.",
            shop => shop.Trainer(options => options.MaxSequenceLength = 40).Fit(shop.Split.TrainSet, null, shop.Model.Model)),
        new("Going on with another system", "The pre-trained model is of another system: go on with one of SasRecTrainer.",
            shop => shop.Recommendation.Trainers.SasRec(new SasRecTrainer.Options { TargetBehavior = "buy", Device = "cpu" }).Fit(shop.Split.TrainSet, null, shop.Model.Model)),
        new("A refit for another target", "The model recommends for the target behavior 'buy', TargetBehavior is 'click': Refit keeps a model's target. Set TargetBehavior to the model's, or tune it for another one by Fit(trainSet, validationSet, pretrained: model).",
            shop => shop.Trainer(options => options.TargetBehavior = "click").Refit(shop.Model.Model, shop.Sequences)),
        new("A refit on another shop", "The pre-trained model knows 11 items, the training set others: map both with the same fitted BehaviorSequences.",
            shop => shop.Trainer().Refit(shop.Model.Model, shop.OtherSequences)),
        new("A checkpoint of another run", "The checkpoint '{folder}/run/pretraining.checkpoint' was written by a run with other options or data, or another backbone. Choose another CheckpointFolder, or delete the file.",
            shop =>
            {
                Fit(shop, options => options.CheckpointFolder = shop.File("run"));
                Fit(shop, options => (options.CheckpointFolder, options.LearningRate) = (shop.File("run"), 0.5f));
            }),
        new("A damaged checkpoint", "The checkpoint '{folder}/damaged/pretraining.checkpoint' is damaged (a text of 104 bytes cannot be where 16 are left). Delete it to train from the start.",
            shop =>
            {
                Directory.CreateDirectory(shop.File("damaged"));
                File.WriteAllText(shop.File(Path.Combine("damaged", "pretraining.checkpoint")), "half a checkpoint");
                Fit(shop, options => options.CheckpointFolder = shop.File("damaged"));
            }),
        new("A search of nothing", "The space is empty: say by LogUniform, Uniform or Choice what is to be searched.",
            shop => shop.Recommendation.Tune(shop.Split, new SearchSpace<DpcplTrainer.Options>(), options => shop.Trainer().Fit(shop.Split.TrainSet))),
        new("A search from zero on a scale of ratios", "low is 0; it must be above 0, as a logarithm is drawn.",
            _ => new SearchSpace<DpcplTrainer.Options>().LogUniform(options => options.LearningRate, 0f, 0.1f)),
        new("A search beyond an option's range", "HiddenSize is 2; it must be between 4 and 4096.",
            _ => new SearchSpace<DpcplTrainer.Options>().Choice(options => options.HiddenSize, 2, 64)),
        new("A search of one option twice", "Layers is in the space already: give it once, with all its values.",
            _ => new SearchSpace<DpcplTrainer.Options>().Choice(options => options.Layers, 1, 2).Choice(options => options.Layers, 3)),
        new("A search of what is no option", "options => (options.Layers + 1) names no option: write o => o.Name.",
            _ => new SearchSpace<DpcplTrainer.Options>().Choice(options => options.Layers + 1, 2)),
        new("A choice of nothing", "There is no value to choose for Layers: give at least one.",
            _ => new SearchSpace<DpcplTrainer.Options>().Choice(options => options.Layers)),
        new("No fold", "There is no fold to train on: RollingTimeSplits makes some.",
            shop => shop.Recommendation.CrossValidate([], fold => shop.Trainer().Fit(fold.TrainSet))),
    ];

    private static void Fit(MistakeShop shop, Action<DpcplTrainer.Options> change) => shop.Trainer(change).Fit(shop.Split.TrainSet).Dispose();

    private static SequenceSplit Labeled(MistakeShop shop, IDataView sequences) => shop.Ml.Data.LeaveOneOutSplit(sequences, "buy", negativeCount: 0);
}
