using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Pipeline.Simulators.FunctionsHost.TaskHubs;

/// <summary>The loopback port on which a host's extension serves <see cref="TaskHubSidecar"/>: HTTP/2 without TLS.</summary>
internal sealed class TaskHubEndpoint : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TaskHub _hub;

    private TaskHubEndpoint(WebApplication application, TaskHub hub) => (_application, _hub) = (application, hub);

    /// <summary>The value of a <c>durableClient</c> binding in this host.</summary>
    public string BindingValue => new JsonObject
    {
        ["taskHubName"] = _hub.Name,
        ["connectionName"] = null,
        ["creationUrls"] = null,
        ["managementUrls"] = null,
        ["baseUrl"] = null,
        ["requiredQueryStringParameters"] = "code=none",
        ["rpcBaseUrl"] = _application.Urls.Single(),
        ["httpBaseUrl"] = "http://127.0.0.1/runtime/webhooks/durabletask",
        ["maxGrpcMessageSizeInBytes"] = 4 * 1024 * 1024,
        ["grpcHttpClientTimeout"] = "\"00:01:40\"",
    }.ToJsonString();

    public static async Task<TaskHubEndpoint> StartAsync(TaskHub hub, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(hub);
        builder.Services.AddGrpc(static grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        var application = builder.Build();
        application.MapGrpcService<TaskHubSidecar>();
        await application.StartAsync(cancellationToken);
        return new TaskHubEndpoint(application, hub);
    }

    public async ValueTask DisposeAsync()
    {
        // As when the host's process ends: calls under way are cut off.
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }
}
