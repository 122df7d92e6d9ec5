namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>One kind of file, how it is damaged, and what must come of it.</summary>
internal interface IFileTrial : IDisposable
{
    /// <summary>A damaged file; what the generator draws is all that differs between two of them.</summary>
    byte[] Damage(Random random);

    /// <summary>Reads it, uses what was read, and says what became of it. May throw.</summary>
    Verdict Try(byte[] file);
}
