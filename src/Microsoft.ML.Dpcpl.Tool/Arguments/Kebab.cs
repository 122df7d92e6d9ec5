using System.Text;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>Names as the command line spells them: HiddenSize is hidden-size.</summary>
internal static class Kebab
{
    public static string Case(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
