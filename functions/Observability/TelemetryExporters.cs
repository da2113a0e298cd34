using System.Runtime.CompilerServices;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Pipeline.Stages.Observability;

namespace Pipeline.Functions.Observability;

/// <summary>Sends traces, metrics and logs out. Nothing of OpenTelemetry is loaded before one of these methods is called.</summary>
internal static class TelemetryExporters
{
    /// <summary>Adds the exporters that are wanted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(IHostApplicationBuilder builder, TelemetryExports exports, IReadOnlyList<string> meters)
    {
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(TelemetryResource.Describe);
        if (exports.Traces || exports.AzureMonitor is not null)
            telemetry.WithTracing(traces => Add(traces.AddSource(RunTrace.SourceName), exports));
        if (exports.Metrics || exports.AzureMonitor is not null)
            telemetry.WithMetrics(metrics => Add(metrics.AddMeter([.. meters]), exports));
        if (exports.Logs || exports.AzureMonitor is not null)
        {
            telemetry.WithLogging(logs => Add(logs, exports), options =>
            {
                options.IncludeScopes = true;
                options.IncludeFormattedMessage = true;
            });
        }
    }

    private static void Add(TracerProviderBuilder traces, TelemetryExports exports)
    {
        if (exports.Traces)
            traces.AddOtlpExporter();
        if (exports.AzureMonitor is not null)
            AddAzureMonitor(traces, exports);
    }

    // What only Azure Monitor needs is loaded only for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddAzureMonitor(TracerProviderBuilder traces, TelemetryExports exports) =>
        traces.AddAzureMonitorTraceExporter(options => Configure(options, exports));

    private static void Add(MeterProviderBuilder metrics, TelemetryExports exports)
    {
        if (exports.Metrics)
            metrics.AddOtlpExporter();
        if (exports.AzureMonitor is not null)
            AddAzureMonitor(metrics, exports);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddAzureMonitor(MeterProviderBuilder metrics, TelemetryExports exports) =>
        metrics.AddAzureMonitorMetricExporter(options => Configure(options, exports));

    private static void Add(LoggerProviderBuilder logs, TelemetryExports exports)
    {
        if (exports.Logs)
            logs.AddOtlpExporter();
        if (exports.AzureMonitor is not null)
            AddAzureMonitor(logs, exports);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddAzureMonitor(LoggerProviderBuilder logs, TelemetryExports exports) =>
        logs.AddAzureMonitorLogExporter(options => Configure(options, exports));

    private static void Configure(AzureMonitorExporterOptions options, TelemetryExports exports)
    {
        options.ConnectionString = exports.AzureMonitor;
        options.Credential = exports.Identity is null ? null : CredentialOf(exports.Identity);

        // By default so many traces a second are kept, which every process would decide on its own: a run would be kept in parts. What is
        // decided by the trace's id is decided the same everywhere.
        options.TracesPerSecond = null;
        options.SamplingRatio = 1;
        options.EnableTraceBasedLogsSampler = false;
        options.EnableLiveMetrics = false;
    }

    private static DefaultAzureCredential CredentialOf(AzureMonitorIdentity identity) =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = identity.ClientId });
}
