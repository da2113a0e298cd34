using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Durable.FunctionsHost.Client;

/// <summary>
/// What a <c>durableClient</c> input binding tells: where the Durable extension of this host process serves its client, and for which
/// task hub. The address is the host process's own loopback port, another one after each of its restarts.
/// </summary>
/// <param name="TaskHubName">The task hub.</param>
/// <param name="ConnectionName">The setting that names the storage; null: the extension's default.</param>
/// <param name="RpcBaseUrl">The address of the gRPC service.</param>
public sealed record DurableClientBinding(
    [property: JsonPropertyName("taskHubName")] string TaskHubName,
    [property: JsonPropertyName("connectionName")] string? ConnectionName,
    [property: JsonPropertyName("rpcBaseUrl")] Uri RpcBaseUrl)
{
    /// <summary>Reads the binding's value, decoded.</summary>
    /// <exception cref="FormatException">It is no value of that binding.</exception>
    public static DurableClientBinding Parse(string? value)
    {
        try
        {
            return JsonSerializer.Deserialize(value ?? "null", DurableClientJson.Default.DurableClientBinding) is { TaskHubName: not null, RpcBaseUrl: { IsAbsoluteUri: true } url } binding
                && url.Scheme == Uri.UriSchemeHttp
                ? binding
                : throw Refuse(null);
        }
        catch (JsonException exception)
        {
            throw Refuse(exception);
        }
    }

    private static FormatException Refuse(Exception? cause) => new(
        "The durableClient binding names no gRPC address: the Functions host must run this app with FUNCTIONS_WORKER_RUNTIME=custom and a Durable extension of version 3 or later.",
        cause);
}

[JsonSerializable(typeof(DurableClientBinding))]
internal sealed partial class DurableClientJson : JsonSerializerContext;
