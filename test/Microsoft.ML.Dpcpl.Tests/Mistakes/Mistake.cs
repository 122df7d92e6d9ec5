namespace Microsoft.ML.Dpcpl.Tests.Mistakes;

/// <summary>Something that a user does wrong in C#.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Message">All that is said of it; {folder} stands for the folder of the files.</param>
/// <param name="Make">Does it.</param>
internal sealed record Mistake(string Name, string Message, Action<MistakeShop> Make);

/// <summary>Something that a user types wrong.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Message">All that the program says; {folder} stands for the folder of the files, {here} for the current one.</param>
/// <param name="Arguments">What is typed.</param>
internal sealed record TypedMistake(string Name, string Message, Func<MistakeShop, string[]> Arguments);
