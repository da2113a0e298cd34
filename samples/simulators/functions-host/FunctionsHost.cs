using System.Net;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;
using Pipeline.Simulators.FunctionsHost.TaskHubs;
using Pipeline.Simulators.FunctionsHost.Triggers;

namespace Pipeline.Simulators.FunctionsHost;

/// <summary>
/// An HTTP server that answers as an Azure Functions host with the Durable extension does for a custom handler: it forwards HTTP, invokes
/// functions by JSON, serves the durable client's gRPC service, and fires timer and queue triggers.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    private readonly FunctionsHostOptions _options;
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskHubEndpoint _durable;
    private Task _triggers = Task.CompletedTask;
    private Handler? _handler;

    private FunctionsHost(FunctionsHostOptions options, WebApplication application, TaskHubEndpoint durable) =>
        (_options, _application, _durable) = (options, application, durable);

    /// <summary>Where the public's requests go; its host is the literal address.</summary>
    public Uri Url => new(_application.Urls.Single());

    /// <summary>Begins to listen. Requests are refused until there is a handler (<see cref="UseAsync"/>).</summary>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);

            // The host takes bodies of 100 MB and leaves it to the app to take fewer.
            kestrel.Limits.MaxRequestBodySize = 100 * 1024 * 1024;
        });
        var application = builder.Build();
        var host = new FunctionsHost(options, application, await TaskHubEndpoint.StartAsync(options.Hub, cancellationToken));
        options.Hub.Orchestrators = [.. options.Functions.Where(static function => function.Trigger.Is("orchestrationTrigger")).Select(static function => function.Name)];
        foreach (var function in options.Functions.Where(static function => function.Trigger.Is("httpTrigger")))
            host.Map(application, function);
        await application.StartAsync(cancellationToken);
        return host;
    }

    /// <summary>Takes a handler to work with and waits until it answers.</summary>
    public async Task UseAsync(Handler handler, CancellationToken cancellationToken)
    {
        while (!await handler.IsReadyAsync(cancellationToken))
            await Task.Delay(20, cancellationToken);
        if (_handler is { } before)
            _options.Hub.Detach(before);
        _handler = handler;
        _options.Hub.Attach(handler);
        if (_triggers.IsCompleted)
            _triggers = Task.WhenAll(RunTriggers());
    }

    /// <summary>Fires a timer trigger's function now.</summary>
    public Task FireTimerAsync(string function, CancellationToken cancellationToken) =>
        TimerTrigger.FireAsync(_options.Functions.Single(known => known.Name == function), Invoker, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_handler is { } handler)
            _options.Hub.Detach(handler);
        await _stopping.CancelAsync();
        await _triggers;
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        await _durable.DisposeAsync();
        _stopping.Dispose();
    }

    private FunctionInvoker Invoker => new(() => _handler ?? throw new InvalidOperationException("The host has no handler."), _durable.BindingValue);

    private void Map(WebApplication application, FunctionFolder function)
    {
        var trigger = function.Trigger;
        var route = application.Map(trigger.Route ?? $"api/{function.Name}", async context =>
        {
            if (_handler is not { } handler)
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else if (function.IsForwarded)
                await RequestForwarder.ForwardAsync(context, handler, _options.BuffersAnswers);
            else
                await HttpTrigger.InvokeAsync(context, function, Invoker);
        });
        if (trigger.Methods is { Count: > 0 } methods)
            route.WithMetadata(new HttpMethodMetadata([.. methods.Select(static method => method.ToUpperInvariant())]));
    }

    private IEnumerable<Task> RunTriggers()
    {
        foreach (var function in _options.Functions)
        {
            if (_options.FiresTimers && function.Trigger.Is("timerTrigger"))
                yield return TimerTrigger.RunAsync(function, Invoker, _stopping.Token);
            if (_options.StorageConnectionString is { } account && function.Trigger.Is("queueTrigger"))
                yield return QueueTrigger.RunAsync(function, account, _options.QueueVisibilityTimeout, Invoker, _stopping.Token);
        }
    }

    private sealed class HttpMethodMetadata(IReadOnlyList<string> methods) : Microsoft.AspNetCore.Routing.IHttpMethodMetadata
    {
        public bool AcceptCorsPreflight => false;

        public IReadOnlyList<string> HttpMethods => methods;
    }
}
