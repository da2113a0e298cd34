using System.Text.Json.Nodes;
using Pipeline.Simulators.FunctionsHost.Handlers;

namespace Pipeline.Simulators.FunctionsHost.TaskHubs;

/// <summary>The handlers that share the work of a task hub. While none listens, work waits.</summary>
internal sealed class HandlerPool
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<Handler> _handlers = [];
    private int _next;

    public void Add(Handler handler)
    {
        lock (_gate)
            _handlers.Add(handler);
    }

    public void Remove(Handler handler)
    {
        lock (_gate)
            _handlers.Remove(handler);
    }

    /// <summary>Has the next handler in line carry out a call.</summary>
    /// <exception cref="InvocationFailedException">It failed.</exception>
    public async Task<JsonNode?> InvokeAsync(FunctionCall call, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Next() is { } handler)
            {
                try
                {
                    return await handler.InvokeAsync(call, cancellationToken);
                }
                catch (HandlerUnreachableException)
                {
                    // Its host is starting it again.
                }
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private Handler? Next()
    {
        lock (_gate)
            return _handlers.Count == 0 ? null : _handlers[_next++ % _handlers.Count];
    }
}
