using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.LoadHost;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

[assembly: InternalsVisibleTo("Microsoft.ML.Dpcpl.Tests")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: LoadableClass(null, typeof(SavedDouble), typeof(SavedDouble), null, typeof(SignatureLoadModel), "Double", SavedDouble.Signature)]

namespace Microsoft.ML.Dpcpl.LoadHost;

/// <summary>
/// A transformer for the tests of saving: a model inside a model, and bytes of any size. It lives here and not among the tests
/// because a saved model needs its assembly in the process that loads it.
/// </summary>
internal sealed class SavedDouble(ITransformer inner, byte[] content, uint version = SavedDouble.NewestVersion) : ITransformer
{
    public const string Signature = "DpcplSavedDouble";
    public const uint NewestVersion = 2;

    public byte[] Content => content;

    public uint Version => version;

    public bool IsRowToRowMapper => inner.IsRowToRowMapper;

    public static SavedDouble Create(IHostEnvironment env, ModelLoadContext context) =>
        ModelArchive.Load(env, context, Signature, NewestVersion, reader =>
        {
            byte[] content = reader.Stream("content", stream => new BinaryReader(stream).ReadBytes((int)stream.Length));
            return new SavedDouble(reader.SubModel<ITransformer>("inner"), content, reader.Version);
        });

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

    public IDataView Transform(IDataView input) => inner.Transform(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        ModelArchive.Save(ctx, Signature, version, writer =>
        {
            writer.Stream("content", stream => stream.Write(content));
            writer.SubModel("inner", inner);
        }, typeof(SavedDouble));
}
