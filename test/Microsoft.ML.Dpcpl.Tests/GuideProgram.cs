using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Blocks of C#, compiled together: each the method of a class that has the <see cref="GuideVariables"/>.</summary>
internal static class GuideProgram
{
    private const string Usings = """
        global using Microsoft.ML;
        global using Microsoft.ML.Data;
        global using Microsoft.ML.Dpcpl;
        global using Microsoft.ML.OnnxRuntime;
        """;

    /// <summary>The compiled blocks, in their order; an error names page and line.</summary>
    public static IReadOnlyList<Type> Compile(IReadOnlyList<CodeBlock> blocks)
    {
        Assembly program = CompiledSource.CompileLibrary([Usings, .. blocks.Select(Class)]);
        return [.. blocks.Select((_, number) => program.GetType("Block" + number, throwOnError: true)!)];
    }

    private static string Class(CodeBlock block, int number)
    {
        // Directives go before the class; in their place stay empty lines, so that lines count as on the page.
        string[] lines = block.Text.Split('\n');
        int[] usings = [.. CSharpSyntaxTree.ParseText(block.Text).GetCompilationUnitRoot().Usings.Select(directive => directive.GetLocation().GetLineSpan().StartLinePosition.Line)];
        return $$"""
            {{string.Join('\n', usings.Select(line => lines[line]))}}
            public sealed class Block{{number}} : {{typeof(GuideVariables).FullName}}
            {
                public override void Run()
                {
            #line {{block.Line}} "{{block.Page}}"
            {{string.Join('\n', lines.Select((line, at) => usings.Contains(at) ? "" : line))}}
                }
            }
            """;
    }
}
