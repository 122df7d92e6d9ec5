using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl;

public abstract partial class SequenceTransformer
{
    /// <summary>
    /// Version of what <see cref="Save"/> writes. 2: the options hold the scoring table. 3: and the column of user vectors. 4: and what may be shown, but for filter and caps, and
    /// the prefix of the output. What a model writes has a version of its own.
    /// </summary>
    internal const uint FormatVersion = 4;

    /// <summary>The name under which the model zip knows the loader, which stands in the assembly of the transformer.</summary>
    internal abstract string Signature { get; }

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelArchive.Save(ctx, Signature, FormatVersion, Save, GetType());

    internal void Save(ModelWriter writer)
    {
        using Lifetime.Use transformer = _lifetime.Begin(), model = _model.Use();
        writer.Stream("options", WriteOptions);
        writer.Stream("model", _model.Save);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The archive.</param>
    /// <param name="readModel">The dual of <see cref="ISequenceModel.Save"/>.</param>
    /// <param name="create">Makes the transformer, which owns the model.</param>
    internal static TTransformer Load<TTransformer, TModel>(
        ModelReader reader, Func<Stream, TModel> readModel, Func<TModel, Options, TTransformer> create)
        where TTransformer : SequenceTransformer
        where TModel : ISequenceModel
    {
        Options options = reader.Stream("options", stream => ReadOptions(stream, reader.Version));
        return create(reader.Stream("model", readModel), options);
    }

    internal void WriteOptions(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        _options.Write(writer);
    }

    internal static Options ReadOptions(Stream stream, uint version)
    {
        using var reader = new BoundedReader(stream);
        return Options.Read(reader, version);
    }
}
