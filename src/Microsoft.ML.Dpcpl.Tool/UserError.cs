namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Something the user gave cannot be used; the message is the one line that the user sees.</summary>
internal sealed class UserError(string message, Exception? inner = null) : Exception(message, inner);
