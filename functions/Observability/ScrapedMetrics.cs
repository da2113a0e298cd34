using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Pipeline.Functions.Observability;

/// <summary>
/// What this process has measured, in Prometheus's text format. Measuring begins with the first scrape, at the latest a moment after the server
/// listens: neither the start nor the first requests, which a cold start makes wait already, wait for it.
/// </summary>
internal sealed class ScrapedMetrics(ScrapedMeters meters, StoredGauges gauges, IServiceProvider services, IHostApplicationLifetime lifetime, TimeProvider time)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    // A scrape of Prometheus waits 10 s by default.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private MeterProvider? provider;
    private ITimer? timer;
    private RequestDelegate? scrape;
    private bool stopped;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (meters.Names.Count > 0)
            lifetime.ApplicationStarted.Register(BeginSoon);
        return Task.CompletedTask;
    }

    // The container is closed soon after; what begins then would end the process with an exception.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            stopped = true;
            timer?.Dispose();
        }

        return Task.CompletedTask;
    }

    /// <summary>Answers a scrape.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (meters.Names.Count == 0)
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            return;
        }

        try
        {
            await gauges.RefreshAsync(context.RequestAborted).WaitAsync(Patience, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            // Storage is slow: what was read before is shown.
        }

        await Begin()(context);
    }

    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            timer?.Dispose();
            provider?.Dispose();
        }
    }

    private void BeginSoon()
    {
        lock (gate)
        {
            if (!stopped)
                timer = time.CreateTimer(_ => Begin(), null, Delay, Timeout.InfiniteTimeSpan);
        }
    }

    private RequestDelegate Begin()
    {
        lock (gate)
        {
            if (stopped)
                return static _ => Task.CompletedTask;
            return scrape ??= Build();
        }
    }

    // OpenTelemetry is loaded when this method is compiled, and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RequestDelegate Build()
    {
        var metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(TelemetryResource.Describe)
            .AddMeter([.. meters.Names])
            .AddPrometheusExporter(options => options.ScopeInfoEnabled = false)
            .Build();
        provider = metrics;
        return new ApplicationBuilder(services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(metrics, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
            .Build();
    }
}

/// <summary>The meters that a scrape shows.</summary>
/// <param name="Names">Their names; none: OpenTelemetry is switched off.</param>
internal sealed record ScrapedMeters(IReadOnlyList<string> Names);
