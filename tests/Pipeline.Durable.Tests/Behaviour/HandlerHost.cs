using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded;
using Pipeline.Durable.Embedded.Store.Sqlite;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Simulators.FunctionsHost.Handlers;
using Pipeline.Simulators.FunctionsHost.TaskHubs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Durable.Tests.Behaviour;

/// <summary>
/// A simulated Functions host and a handler in this process: every turn and activity is an invocation, and the client knows the host's gRPC
/// service only. A restart gives both other addresses.
/// </summary>
internal sealed class HandlerHost(DurableTaskRegistry registry, TimeProvider time, EmbeddedDurableTaskOptions options) : OrchestrationHost, ITaskHubAddress
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage? _storage;
    private TaskHubConnection? _connection;
    private TaskHub? _hub;
    private TaskHubEndpoint? _endpoint;
    private WebApplication? _application;
    private Handler? _handler;

    public override bool ReachesChildren => false;

    public override DurableTaskClient Client => new FunctionsDurableTaskClient(_connection!, registry, Converter);

    /// <summary>Told of every invocation and its reply.</summary>
    public Action<string, string, string>? Observer { get; init; }

    public ValueTask<DurableClientBinding?> FindAsync(DurableClientBinding? failed, CancellationToken cancellationToken) =>
        new(DurableClientBinding.Parse(_endpoint!.BindingValue));

    public async Task StartAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _storage ??= await EmbeddedStorage.OpenAsync(_folder.Path, TimeProvider.System, cancellation);
        _connection ??= new TaskHubConnection(this);
        _hub = new TaskHub("hub", new SqliteOrchestrationStore(_storage.Database), time, options, NullLoggerFactory.Instance);
        _hub.Orchestrators = [.. registry.Orchestrators.Select(static name => name.Name)];
        await _hub.StartAsync(cancellation);
        _endpoint = await TaskHubEndpoint.StartAsync(_hub, cancellation);
        _application = await ServeAsync(cancellation);
        _handler = new Handler(new Uri(_application.Urls.Single())) { Observer = Observer };
        _hub.Attach(_handler);
    }

    public override async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public override Task EvictAsync() =>
        Eventually.TrueAsync(
            () =>
            {
                (time as ManualTimeProvider)?.Advance(options.IdleTimeout);
                return _hub!.LoadedInstances == 0;
            });

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        _connection!.Dispose();
        await _storage!.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StopAsync()
    {
        await _endpoint!.DisposeAsync();
        await _hub!.DisposeAsync();
        await _application!.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        _handler!.Dispose();
    }

    private async Task<WebApplication> ServeAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var worker = new FunctionsWorker(registry, Converter, Services);
        application.MapPost("/{function}", async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, application.Lifetime.ApplicationStopping);
            var invocation = await FunctionInvocation.ReadAsync(context.Request.Body, ended.Token);
            if (await worker.InvokeAsync((string)context.Request.RouteValues["function"]!, invocation, ended.Token) is { } reply)
                await context.Response.Body.WriteAsync(reply.ToJson(), ended.Token);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        await application.StartAsync(cancellationToken);
        return application;
    }
}
