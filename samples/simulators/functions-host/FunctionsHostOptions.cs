using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.TaskHubs;

namespace Pipeline.Simulators.FunctionsHost;

/// <summary>What a simulated Functions host serves.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The app's functions.</summary>
    public required IReadOnlyList<FunctionFolder> Functions { get; init; }

    /// <summary>The task hub, which several hosts may share.</summary>
    public required TaskHub Hub { get; init; }

    /// <summary>The loopback port for the public's requests; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether an answer is passed on only when it is whole (<c>enableForwardingHttpRequest</c>), else as it comes
    /// (<c>enableProxyingHttpRequest</c>).
    /// </summary>
    public bool BuffersAnswers { get; init; } = true;

    /// <summary>Whether timers fire. Timer triggers are singletons: of several hosts, one fires them.</summary>
    public bool FiresTimers { get; init; } = true;

    /// <summary>The storage account whose queues trigger functions; null: none do.</summary>
    public string? StorageConnectionString { get; init; }

    /// <summary>How long a queue message whose function failed stays invisible.</summary>
    public TimeSpan QueueVisibilityTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
