namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>Every kind of file by name.</summary>
internal static class FileKinds
{
    private static readonly Dictionary<string, Func<Specimens, IFileTrial>> s_kinds = new()
    {
        ["model zip"] = files => new ModelZips(files, repaired: false),
        ["model zip, checksums right again"] = files => new ModelZips(files, repaired: true),
        ["prompts"] = files => new PromptFiles(files, repaired: false),
        ["prompts, checksum right again"] = files => new PromptFiles(files, repaired: true),
        ["checkpoint"] = files => new CheckpointFiles(files, repaired: false),
        ["checkpoint, checksum right again"] = files => new CheckpointFiles(files, repaired: true),
        ["events"] = files => new EventFiles(files, packed: false),
        ["events, gzip"] = files => new EventFiles(files, packed: true),
        ["attributes"] = files => new AttributeFiles(files, packed: false),
        ["attributes, gzip"] = files => new AttributeFiles(files, packed: true),
        ["experiment"] = files => new ExperimentFiles(files),
    };

    public static IReadOnlyCollection<string> Names => s_kinds.Keys;

    public static IFileTrial Open(string kind, Specimens files) => s_kinds[kind](files);
}
