using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The members of TorchSharp that make a <see cref="Scalar"/> of their own, at any depth; found in their code, so that no list has to be kept.</summary>
/// <remarks>Calls through abstract members are not followed.</remarks>
internal static class ScalarMakers
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Make one too, but hold it until the call is over.</summary>
    private static readonly string[] s_holding = ["softshrink"];

    /// <summary>Their metadata tokens.</summary>
    public static IReadOnlySet<int> Tokens { get; } = Find();

    private static HashSet<int> Find()
    {
        ILookup<int, int> callers = (
            from type in typeof(Scalar).Assembly.GetTypes()
            from method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared))
            where !s_holding.Contains(method.Name)
            from called in CalledBy(method)
            select (called, method.MetadataToken)).ToLookup(call => call.called, call => call.MetadataToken);
        var makers = new HashSet<int>();
        var open = new Stack<int>(typeof(Scalar).GetConstructors(Declared).Select(constructor => constructor.MetadataToken));
        while (open.TryPop(out int method))
        {
            foreach (int caller in callers[method].Where(makers.Add))
                open.Push(caller);
        }

        return makers;
    }

    /// <summary>Tokens of the methods of the same module that a method calls, or makes a delegate of.</summary>
    private static IEnumerable<int> CalledBy(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int i = 0; i < code.Length;)
        {
            // Codes of two bytes begin with FE.
            short value = code[i++];
            OpCode operation = s_codes[value == 0xFE ? (short)(0xFE00 | code[i++]) : value];
            if (operation.OperandType == OperandType.InlineMethod)
            {
                MethodBase called = method.Module.ResolveMethod(BitConverter.ToInt32(code, i), ofType, ofMethod)!;
                if (called.Module == method.Module)
                    yield return called.MetadataToken;
            }

            i += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }
}
