using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.ModelIO;

/// <summary>Saves and loads one transformer inside ML.NET's model zip.</summary>
/// <remarks>
/// ML.NET writes into the zip the name under which a loader is registered (see <c>LoadableTransformers</c>) and the assembly
/// it lives in, and loads that assembly when the model is read: the reading program need not name a type of ours.
/// </remarks>
internal static class ModelArchive
{
    /// <summary>Eight characters, as the header wants them.</summary>
    private const string FormatSignature = "DPCPL ML";

    /// <param name="context">Where ML.NET wants the model.</param>
    /// <param name="loaderSignature">The name the loader is registered under; at most 24 ASCII characters.</param>
    /// <param name="version">Version of what <paramref name="write"/> writes, from 1; a reader of an older version refuses the file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="loader">A type of the assembly that holds the loader; null for this one.</param>
    public static void Save(ModelSaveContext context, string loaderSignature, uint version, Action<ModelWriter> write, Type? loader = null)
    {
        if (!context.InRepository)
            throw new NotSupportedException($"'{loaderSignature}' is saved as a zip, for instance by mlContext.Model.Save.");
        context.CheckAtModel();
        // The simple name: a full name would pin the version of the assembly that may read the file.
        string assembly = (loader ?? typeof(ModelArchive)).Assembly.GetName().Name!;
        context.SetVersionInfo(new VersionInfo(FormatSignature, version, version, 1, assembly, loaderSignature));
        var writer = new ModelWriter(context);
        write(writer);
        writer.WriteTable();
    }

    /// <summary>The name of the loader that a file asks for.</summary>
    public static string LoaderOf(ModelLoadContext context) => ModelHeader.GetLoaderSig(ref context.Header);

    /// <summary>The dual of <see cref="Save"/>, called by a registered loader; <paramref name="version"/> is the newest one it knows.</summary>
    /// <exception cref="FormatException">The file is damaged, or newer than this library.</exception>
    public static T Load<T>(IHostEnvironment env, ModelLoadContext context, string loaderSignature, uint version, Func<ModelReader, T> read)
    {
        if (context.Header.ModelVerReadable > version)
        {
            throw new FormatException($"The model file was written by a newer version of Microsoft.ML.Dpcpl: '{loaderSignature}' has format " +
                $"{context.Header.ModelVerReadable}, and this version reads up to {version}. Update the package Microsoft.ML.Dpcpl.");
        }
        context.CheckAtModel(new VersionInfo(FormatSignature, version, version, 1, null, loaderSignature));
        return read(new ModelReader(env, context, loaderSignature));
    }
}
