using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.ML.Dpcpl.Samples.Service;

namespace Microsoft.ML.Dpcpl.Tests.Samples;

/// <summary>The service of the samples on a port of its own, in this process.</summary>
[TestClass]
public sealed class ServiceTests
{
    private const int Patience = 60_000;

    private static readonly string s_files = Path.Combine(LibrarySource.RepositoryRoot, "test", "Microsoft.ML.Dpcpl.Tests", "ModelIO", "Files");
    private static readonly string s_first = Path.Combine(s_files, "version-1.zip"), s_second = Path.Combine(s_files, "before-0.1", "dpcpl.zip");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly HttpClient _client = new();
    private WebApplication? _app;

    private string ModelFile => Path.Combine(_folder.FullName, "model.zip");

    [TestInitialize]
    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = RecommendationService.Build(builder, ModelFile, TimeSpan.FromMilliseconds(20));
        await _app.StartAsync();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    [TestCleanup]
    public async Task StopAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    [TestMethod]
    public async Task HealthSaysWhichModelServes()
    {
        Assert.AreEqual(HttpStatusCode.OK, (await _client.GetAsync("/health/live")).StatusCode);
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, (await _client.GetAsync("/health")).StatusCode);
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, (await _client.PostAsJsonAsync("/recommend", Histories()[0])).StatusCode);
        string first = await ServeAsync(s_first);
        // What does not load changes nothing.
        await File.WriteAllTextAsync(ModelFile + ".next", "no model");
        File.Move(ModelFile + ".next", ModelFile, overwrite: true);
        Assert.AreEqual(first, await VersionAsync());
        Assert.AreNotEqual(first, await ServeAsync(s_second));
    }

    [TestMethod]
    public async Task AnswersAreThoseOfTheModel()
    {
        await ServeAsync(s_first);
        foreach (RecommendRequest history in Histories())
        {
            RecommendResponse answer = await AnswerAsync(history);
            RecommendResponse expected = Expected(s_first, history);
            CollectionAssert.AreEqual(expected.Items, answer.Items);
            Assert.IsNotEmpty(answer.Items);
            Assert.HasCount(answer.Items.Length, answer.Scores);
        }
    }

    [TestMethod]
    [DataRow("{ \"items\": [\"a\"] }", "'behaviors' is missing")]
    [DataRow("{ \"items\": [\"a\"], \"behaviors\": [], \"times\": [1, 2] }", "'items' has 1 values, 'behaviors' 0 and 'times' 2")]
    [DataRow("{ \"items\": [null], \"behaviors\": [\"buy\"], \"times\": [1] }", "Event 0 has no item")]
    [DataRow("{ \"items\": 7 }", "$.items")]
    [DataRow("null", "The body is null")]
    [DataRow("", "The body is no history")]
    public async Task BadRequestsAreToldWhy(string body, string reason)
    {
        HttpResponseMessage answer = await _client.PostAsync("/recommend", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        string error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!;
        StringAssert.Contains(error, reason);
        StringAssert.Contains(error, RecommendRequest.Example);
    }

    /// <summary>Clients go on asking until each has had answers of the new model: all are answered, and each answer is wholly one model's.</summary>
    [TestMethod]
    public async Task NoRequestIsLostWhileTheModelIsReplaced()
    {
        string first = await ServeAsync(s_first);
        RecommendRequest[] histories = Histories();
        var expected = new Dictionary<string, string[][]> { [first] = [.. histories.Select(history => Expected(s_first, history).Items)] };
        string second = new ServedModel(s_second).Version;
        expected[second] = [.. histories.Select(history => Expected(s_second, history).Items)];
        int begun = 0;
        async Task<HashSet<string>> ClientAsync()
        {
            var seen = new HashSet<string>();
            for (int i = 0; seen.Count < 2; i++)
            {
                RecommendResponse answer = await AnswerAsync(histories[i % histories.Length]);
                CollectionAssert.AreEqual(expected[answer.Model][i % histories.Length], answer.Items);
                if (seen.Add(answer.Model))
                    Interlocked.Increment(ref begun);
            }

            return seen;
        }
        Task<HashSet<string>>[] clients = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(ClientAsync))];
        while (Volatile.Read(ref begun) < clients.Length && !clients.Any(client => client.IsFaulted))
            await Task.Delay(5);
        Place(s_second);
        foreach (HashSet<string> seen in await Task.WhenAll(clients).WaitAsync(TimeSpan.FromMilliseconds(Patience)))
            Assert.IsTrue(seen.SetEquals([first, second]));
    }

    [TestMethod]
    public void AModelIsFreedWithItsLastRequest()
    {
        RecommendRequest history = Histories()[0];
        var model = new ServedModel(s_first);
        Assert.IsTrue(model.TryEnter());
        model.Leave();
        Assert.IsTrue(model.TryEnter());
        model.Leave(); // the owner's use
        Assert.IsNotEmpty(model.Recommend(history.ToHistory()).Items);
        model.Leave();
        Assert.IsFalse(model.TryEnter());
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Recommend(history.ToHistory()));
    }

    private static RecommendRequest[] Histories()
    {
        var ml = new MLContext();
        return
        [
            .. ml.Data.CreateEnumerable<BehaviorEvent>(ml.Data.LoadBehaviorEvents(Path.Combine(s_files, "version-1.csv")), false)
                .GroupBy(e => e.User).Take(8).Select(user => new RecommendRequest(
                    [.. user.Select(e => e.Item)], [.. user.Select(e => e.Behavior)], [.. user.Select(e => e.Timestamp)])),
        ];
    }

    private static RecommendResponse Expected(string file, RecommendRequest history)
    {
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(ml.Model.Load(file, out _));
        Recommendation next = engine.Predict(history.ToHistory());
        return new RecommendResponse("", [.. next.RecommendedItems.TakeWhile(item => item.Length > 0)], next.RecommendedScores);
    }

    private async Task<RecommendResponse> AnswerAsync(RecommendRequest history)
    {
        HttpResponseMessage answer = await _client.PostAsJsonAsync("/recommend", history);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<RecommendResponse>())!;
    }

    private void Place(string file)
    {
        File.Copy(file, ModelFile + ".next", overwrite: true);
        File.SetLastWriteTimeUtc(ModelFile + ".next", DateTime.UtcNow);
        File.Move(ModelFile + ".next", ModelFile, overwrite: true);
    }

    /// <summary>Places a model and waits until it serves.</summary>
    private async Task<string> ServeAsync(string file)
    {
        string? before = await VersionAsync();
        Place(file);
        for (int waited = 0; waited < Patience; waited += 10)
        {
            if (await VersionAsync() is { } version && version != before)
                return version;
            await Task.Delay(10);
        }

        throw new AssertFailedException($"{file} does not serve.");
    }

    private async Task<string?> VersionAsync()
    {
        HttpResponseMessage health = await _client.GetAsync("/health");
        return health.IsSuccessStatusCode ? (await health.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("model").GetString() : null;
    }
}
