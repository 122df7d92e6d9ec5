using System.Text;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

public sealed partial class DpcplTransformer
{
    /// <summary>The name under which the model zip knows the loader.</summary>
    internal const string LoaderSignature = "DpcplTransformer";

    /// <summary>Version of what <see cref="Save"/> writes. 2: the options hold the scoring table.</summary>
    internal const uint FormatVersion = 2;

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelArchive.Save(ctx, LoaderSignature, FormatVersion, Save);

    internal void Save(ModelWriter writer)
    {
        writer.Stream("options", WriteOptions);
        writer.Stream("model", _model.Save);
    }

    internal static DpcplTransformer Load(IHostEnvironment env, ModelReader reader)
    {
        Options options = reader.Stream("options", stream => ReadOptions(stream, reader.Version));
        return new DpcplTransformer(env, reader.Stream("model", stream => DpcplModelParameters.Load(stream, device: null)), options);
    }

    internal void WriteOptions(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        _options.Write(writer);
    }

    internal static Options ReadOptions(Stream stream, uint version)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return Options.Read(reader, version);
    }
}
