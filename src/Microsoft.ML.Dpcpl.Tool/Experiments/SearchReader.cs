using System.Text.Json;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Reads the search of a system.</summary>
internal static class SearchReader
{
    public static SearchSettings Read(JsonMembers members, ExperimentTrainer trainer, string system)
    {
        if (!trainer.Searchable)
            throw new UserError($"{system}: trainer {trainer.Name} has nothing to search for");
        SearchMethod method = members.RequiredText("method") switch
        {
            "random" => SearchMethod.Random,
            "successive-halving" => SearchMethod.SuccessiveHalving,
            var other => throw new UserError($"{system}: there is no search method '{other}'; there are random, successive-halving"),
        };
        JsonMembers space = members.Object("space") ?? throw new UserError($"{system}: search needs \"space\"");
        SearchDimension[] dimensions = [.. space.TakeAll().Select(option => Dimension(space, option.Name, option.Value, trainer, system))];
        var search = new SearchSettings
        {
            Method = method,
            Trials = members.Whole("trials") ?? 20,
            Seed = members.Whole("seed") ?? 1,
            Eta = members.Whole("eta") ?? 3,
            FirstEpochs = members.Whole("first-epochs") ?? 2,
            Space = dimensions.Length > 0 ? dimensions : throw new UserError($"{system}: the search space is empty"),
        };
        members.Done();
        if (search.Trials < 1 || search.Eta < 2 || search.FirstEpochs < 1)
            throw new UserError($"{system}: search needs trials and first-epochs of at least 1 and an eta of at least 2");
        if (method == SearchMethod.SuccessiveHalving && !trainer.Epochs.Any())
            throw new UserError($"{system}: successive halving deals out epochs, and trainer {trainer.Name} has none; take the method random");
        return search;
    }

    private static SearchDimension Dimension(JsonMembers space, string name, JsonElement value, ExperimentTrainer trainer, string system)
    {
        OptionProperty option = trainer.Option(name, system);
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
            return new SearchDimension(option, [.. value.EnumerateArray().Select(choice => space.Scalar(name, choice))]);
        if (value.ValueKind != JsonValueKind.Object)
            throw space.Wrong(name, value, "a list of values, {\"uniform\": [low, high]} or {\"log\": [low, high]}");
        var range = new JsonMembers(value, $"{name} of {space.Where}");
        bool logarithmic = range.Left.Contains("log");
        IReadOnlyList<JsonElement>? log = range.List("log"), uniform = range.List("uniform");
        range.Done();
        double[] ends = [.. (log ?? uniform ?? []).Select(end => JsonMembers.Finite(end) ?? throw space.Wrong(name, value, "a range of numbers"))];
        if (ends.Length != 2 || !(ends[0] < ends[1]) || (logarithmic && ends[0] <= 0) || (log is not null && uniform is not null))
            throw space.Wrong(name, value, "{\"uniform\": [low, high]} or {\"log\": [low, high]} with low below high, above 0 for log");
        return new SearchDimension(option, [], ends[0], ends[1], logarithmic);
    }
}
