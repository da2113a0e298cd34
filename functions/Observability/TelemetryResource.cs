using System.Globalization;
using OpenTelemetry.Resources;
using Pipeline.Functions.Endpoints.Health;

namespace Pipeline.Functions.Observability;

/// <summary>What telemetry says of the process that it comes from.</summary>
internal static class TelemetryResource
{
    /// <summary>Tells this process from others that serve the same storage.</summary>
    public static string Instance { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    /// <summary>Describes the process; <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> have the last word.</summary>
    public static void Describe(ResourceBuilder resource) => resource
        .AddService("pipeline", serviceVersion: HealthEndpoints.Version, serviceInstanceId: Instance)
        .AddEnvironmentVariableDetector();
}
