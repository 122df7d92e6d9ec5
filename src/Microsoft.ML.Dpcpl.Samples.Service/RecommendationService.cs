using System.Text.Json;
using OpenTelemetry.Metrics;

namespace Microsoft.ML.Dpcpl.Samples.Service;

/// <summary>The web application: recommendations, health, meters.</summary>
public static class RecommendationService
{
    /// <param name="builder">With addresses and logging as the caller wants them.</param>
    /// <param name="file">The model zip; it may appear, and be replaced, at any time.</param>
    /// <param name="interval">Time between two looks at the file; null is a second.</param>
    public static WebApplication Build(WebApplicationBuilder builder, string file, TimeSpan? interval = null)
    {
        builder.Services.AddSingleton(services => new ModelHost(file, interval ?? TimeSpan.FromSeconds(1), services.GetRequiredService<ILogger<ModelHost>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<ModelHost>());
        // Where a collector is: OTEL_EXPORTER_OTLP_ENDPOINT, and the other variables of OpenTelemetry.
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Microsoft.ML.Dpcpl", "Microsoft.AspNetCore.Hosting").AddOtlpExporter());

        WebApplication app = builder.Build();
        app.MapPost("/recommend", RecommendAsync);
        app.MapGet("/health/live", () => Results.Ok(new { Status = "live" }));
        app.MapGet("/health", (ModelHost models) => models.Version is { } version
            ? Results.Ok(new { Status = "ready", Model = version })
            : Results.Json(new { Status = "no model" }, statusCode: StatusCodes.Status503ServiceUnavailable));
        return app;
    }

    private static async Task<IResult> RecommendAsync(HttpContext http, ModelHost models)
    {
        RecommendRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<RecommendRequest>(http.Request.Body, JsonSerializerOptions.Web, http.RequestAborted);
        }
        catch (JsonException e)
        {
            return Refused($"The body is no history: {e.Message}");
        }

        if (request is null)
            return Refused("The body is null.");
        if (request.Fault() is { } fault)
            return Refused(fault);
        return models.Recommend(request) is { } answer
            ? Results.Ok(answer)
            : Results.Json(new { Error = "There is no model yet." }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Refused(string error) => Results.BadRequest(new { Error = $"{error} Expected: {RecommendRequest.Example}" });
}
