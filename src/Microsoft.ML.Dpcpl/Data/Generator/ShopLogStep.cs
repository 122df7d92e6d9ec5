namespace Microsoft.ML.Dpcpl.Data.Generator;

/// <summary>An event of the built-in data as the process made it; <paramref name="Behavior"/> counts from 0 (click).</summary>
internal readonly record struct ShopLogStep(int Item, byte Behavior, long Timestamp, bool IsNoise);
