// A program that has the library in its folder and names no type of it: loads a saved model, applies it to saved data and
// writes the result as text. The tests run it as a process of its own.
//   Microsoft.ML.Dpcpl.LoadHost <model.zip> <data.idv> <result.txt>
using Microsoft.ML;

var ml = new MLContext(seed: 1);
ITransformer model = ml.Model.Load(args[0], out _);
IDataView result = model.Transform(ml.Data.LoadFromBinary(args[1]));
using (FileStream file = File.Create(args[2]))
    ml.Data.SaveAsText(result, file, headerRow: false, schema: false);
(model as IDisposable)?.Dispose();
