using System.Diagnostics;
using System.Net;

namespace Microsoft.ML.Dpcpl.Samples.Service;

/// <summary>Requests from a few clients at a time, with the model replaced in their midst: how many a second, how long, and whether one was lost.</summary>
public static class LoadTrial
{
    private const int Clients = 4, Events = 20, WarmUp = 500;

    public static async Task RunAsync(TextWriter output, int requests, int users = 1_000, int epochs = 2)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("dpcpl-load-");
        try
        {
            string file = Path.Combine(folder.FullName, "model.zip"), next = file + ".next";
            int items = DemoModel.Train(file, seed: 1, users, epochs);
            DemoModel.Train(next, seed: 2, users, epochs);
            WebApplicationBuilder builder = WebApplication.CreateBuilder();
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            await using WebApplication app = RecommendationService.Build(builder, file);
            await app.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            while ((await client.GetAsync("/health")).StatusCode != HttpStatusCode.OK)
                await Task.Delay(50);

            RecommendRequest[] histories = [.. DemoModel.Histories(users: 200, Events)];
            await FireAsync(client, histories, Math.Min(requests, WarmUp), _ => { });
            var watch = Stopwatch.StartNew();
            var answers = await FireAsync(client, histories, requests, sent =>
            {
                if (sent == requests / 4)
                    File.Move(next, file, overwrite: true);
            });
            double seconds = watch.Elapsed.TotalSeconds;
            double[] times = [.. answers.Select(answer => answer.Milliseconds).Order()];
            output.WriteLine($"{requests} requests from {Clients} clients, {Events} events each, {items} items: {requests / seconds:0} a second, " +
                $"median {times[times.Length / 2]:0.0} ms, 99th percentile {times[times.Length * 99 / 100]:0.0} ms");
            foreach (var model in answers.GroupBy(answer => answer.Model ?? "none (lost)"))
                output.WriteLine($"answered by {model.Key}: {model.Count()}");
            await app.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Each client sends its next request when the last one is answered. A model of null is a request without an answer.</summary>
    private static async Task<(string? Model, double Milliseconds)[]> FireAsync(HttpClient client, RecommendRequest[] histories, int requests, Action<int> sent)
    {
        var answers = new (string?, double)[requests];
        int next = 0;
        async Task ClientAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next) - 1) < requests;)
            {
                sent(i);
                long began = Stopwatch.GetTimestamp();
                using HttpResponseMessage answer = await client.PostAsJsonAsync("/recommend", histories[i % histories.Length]);
                RecommendResponse? response = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<RecommendResponse>() : null;
                answers[i] = (response?.Model, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => ClientAsync()));
        return answers;
    }
}
