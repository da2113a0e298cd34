using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Observability;

/// <summary>Where telemetry is sent, as the standard settings say.</summary>
/// <param name="Traces">Whether traces go to an OTLP receiver.</param>
/// <param name="Metrics">Whether metrics do.</param>
/// <param name="Logs">Whether logs do.</param>
/// <param name="AzureMonitor">The connection string of Application Insights; null: nothing is sent there.</param>
/// <param name="Identity">As whom; null: the connection string suffices.</param>
internal sealed record TelemetryExports(bool Traces, bool Metrics, bool Logs, string? AzureMonitor, AzureMonitorIdentity? Identity)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Whether nothing is sent anywhere.</summary>
    public bool IsNone => this is { Traces: false, Metrics: false, Logs: false, AzureMonitor: null };

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartupException">One of them cannot be used; the message names it and never shows a connection string.</exception>
    public static TelemetryExports Read(IConfiguration configuration)
    {
        if (IsDisabled(configuration))
            return new(false, false, false, null, null);

        var all = HasEndpoint(configuration, Endpoint);
        foreach (var name in new[] { Protocol, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL" })
        {
            if (Given(configuration, name) is { } protocol and not ("grpc" or "http/protobuf"))
                throw new StartupException($"{name} is '{protocol}'. Write grpc or http/protobuf.");
        }

        return new(
            IsWanted(configuration, "OTEL_TRACES_EXPORTER") & (all | HasEndpoint(configuration, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")),
            IsWanted(configuration, "OTEL_METRICS_EXPORTER") & (all | HasEndpoint(configuration, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")),
            IsWanted(configuration, "OTEL_LOGS_EXPORTER") & (all | HasEndpoint(configuration, "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT")),
            AzureMonitorOf(configuration),
            AzureMonitorIdentity.Read(Given(configuration, Authentication), Authentication));
    }

    /// <summary>Whether OpenTelemetry is switched off as a whole (<c>OTEL_SDK_DISABLED</c>).</summary>
    public static bool IsDisabled(IConfiguration configuration) => string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    // Where it is sent is a choice of one here: a scrape needs no setting, and the console has its log.
    private static bool IsWanted(IConfiguration configuration, string name) => Given(configuration, name) switch
    {
        null or "otlp" => true,
        "none" => false,
        var other => throw new StartupException($"{name} is '{other}'. Write otlp, which is the default, or none."),
    };

    private static bool HasEndpoint(IConfiguration configuration, string name)
    {
        if (Given(configuration, name) is not { } text)
            return false;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? true
            : throw new StartupException($"{name} is no address of an OTLP receiver. Write one such as http://localhost:4317.");
    }

    private static string? AzureMonitorOf(IConfiguration configuration)
    {
        if (Given(configuration, ConnectionString) is not { } text)
            return null;

        var hasKey = text.Split(';').Any(part =>
            part.Split('=', 2) is [var key, var value] && key.Trim().Equals("InstrumentationKey", StringComparison.OrdinalIgnoreCase) && Guid.TryParse(value, out _));
        return hasKey ? text : throw new StartupException($"{ConnectionString} has no InstrumentationKey. Copy it whole from the resource's overview in the Azure portal.");
    }

    private static string? Given(IConfiguration configuration, string name) => string.IsNullOrWhiteSpace(configuration[name]) ? null : configuration[name]!.Trim();
}

/// <summary>The Azure identity as which telemetry is sent to Application Insights.</summary>
/// <param name="ClientId">The client id of a user-assigned identity; null: the system's own, or on a developer's machine whoever is signed in.</param>
internal sealed record AzureMonitorIdentity(string? ClientId)
{
    /// <summary>Reads <c>Authorization=AAD[;ClientId=…]</c>, as the Functions host does.</summary>
    /// <exception cref="StartupException">It is something else.</exception>
    public static AzureMonitorIdentity? Read(string? text, string name)
    {
        if (text is null)
            return null;

        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .ToArray();
        var isAzure = parts.Any(part => part is [var key, var value] && Is(key, "Authorization") && Is(value, "AAD"));
        if (!isAzure || parts.Any(part => part is not [var key, _] || !(Is(key, "Authorization") || Is(key, "ClientId"))))
            throw new StartupException($"{name} is not understood. Write Authorization=AAD, or Authorization=AAD;ClientId=… for a user-assigned identity.");
        return new(parts.FirstOrDefault(part => Is(part[0], "ClientId"))?[1]);
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
