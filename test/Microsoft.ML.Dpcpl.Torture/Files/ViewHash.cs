using System.Security.Cryptography;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>All values of a view, as one number to compare.</summary>
internal static class ViewHash
{
    public static string Of(MLContext ml, IDataView view)
    {
        using var text = new MemoryStream();
        ml.Data.SaveAsText(view, text, headerRow: false, schema: false);
        return Convert.ToHexString(SHA256.HashData(text.ToArray()));
    }

    /// <summary>What a model recommends to its input, without names.</summary>
    public static string OfScores(MLContext ml, NeuralTransformer model, IDataView sequences)
    {
        IDataView scored = model.Transform(sequences);
        return Of(ml, ml.Transforms.SelectColumns("RecommendedItems", "RecommendedScores").Fit(scored).Transform(scored));
    }

    /// <summary>What a saved chain recommends, scores by their bits.</summary>
    public static string OfRecommendations(MLContext ml, ITransformer model, IDataView events)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Recommendation row in ml.Data.CreateEnumerable<Recommendation>(model.Transform(events), reuseRowObject: false))
        {
            string scores = string.Join(' ', row.RecommendedScores.Select(BitConverter.SingleToInt32Bits));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{row.User}|{string.Join('|', row.RecommendedItems)}|{scores}\n"));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
