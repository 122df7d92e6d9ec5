// A service that recommends:  --model buy.zip [--urls http://127.0.0.1:5000], or a figure of what it bears:  --load 20000
using Microsoft.ML.Dpcpl.Samples.Service;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["load"] is { } load)
{
    await LoadTrial.RunAsync(Console.Out, requests: int.Parse(load));
    return 0;
}
if (builder.Configuration["model"] is not { } file)
{
    Console.Error.WriteLine("--model names the file of the model to serve; --load 20000 trains one on built-in data and measures so many requests.");
    return 2;
}
await RecommendationService.Build(builder, file).RunAsync();
return 0;
