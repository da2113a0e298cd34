using Pipeline.Functions.Hosting;
using Pipeline.Stages.Observability;

namespace Pipeline.Functions.Observability;

/// <summary>Registers what shows from outside how the server does.</summary>
internal static class ObservabilityServices
{
    /// <exception cref="StartupException">A setting of the exporters cannot be used.</exception>
    public static void AddObservability(this IHostApplicationBuilder builder, ServerOptions options)
    {
        var isShared = options.Mode is HostingMode.Functions;
        var meters = MetersOf(isShared);
        builder.Services
            .AddSingleton(_ => new RunMeter(isShared ? TelemetryResource.Instance : null))
            .AddSingleton(new RunCensusOptions(isShared))
            .AddSingleton<StoredGauges>()
            .AddSingleton(new ScrapedMeters(TelemetryExports.IsDisabled(options.Configuration) ? [] : isShared ? [RunMeter.Name] : meters))
            .AddSingleton<ScrapedMetrics>()
            .AddHostedService(static services => services.GetRequiredService<ScrapedMetrics>())
            .AddHostedService<RequestTraces>();
        var exports = TelemetryExports.Read(options.Configuration);
        if (exports.IsNone)
            return;

        // The exporters read their settings from the server's own configuration.
        builder.Configuration.AddConfiguration(options.Configuration);
        TelemetryExporters.Add(builder, exports, meters);
    }

    // The host of Functions measures its processes itself.
    private static string[] MetersOf(bool isShared) =>
        isShared ? [RunMeter.Name, "Pipeline.Durable", "Pipeline.Storage"] : [RunMeter.Name, "Pipeline.Durable", "Pipeline.Storage", "System.Runtime"];
}
