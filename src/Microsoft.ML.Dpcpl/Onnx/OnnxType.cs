namespace Microsoft.ML.Dpcpl.Onnx;

/// <summary>Types of tensors, by the numbers of TensorProto.DataType.</summary>
internal enum OnnxType
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
}
