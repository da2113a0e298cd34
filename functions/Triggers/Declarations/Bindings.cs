using Pipeline.Durable.FunctionsHost.Invocations;

namespace Pipeline.Functions.Triggers.Declarations;

/// <summary>The bindings that functions of this app have.</summary>
internal static class Bindings
{
    /// <summary>The name of the durable client's binding, wherever a function has one.</summary>
    public const string DurableClientName = "client";

    /// <summary>A turn of an orchestration.</summary>
    public static FunctionBinding Orchestration { get; } = new() { Type = "orchestrationTrigger", Name = OrchestratorTrigger.Binding };

    /// <summary>An activity.</summary>
    public static FunctionBinding Activity { get; } = new() { Type = "activityTrigger", Name = ActivityTrigger.Binding };

    /// <summary>Tells where the host's Durable extension serves its client.</summary>
    public static FunctionBinding DurableClient { get; } = new() { Type = "durableClient", Name = DurableClientName };

    /// <summary>The answer of an HTTP function.</summary>
    public static FunctionBinding HttpAnswer { get; } = new() { Type = "http", Direction = "out", Name = "res" };

    /// <summary>Requests to a route.</summary>
    public static FunctionBinding Http(string route, params string[] methods) => new()
    {
        Type = "httpTrigger",
        Name = "req",
        AuthLevel = "anonymous",
        Route = route,
        Methods = methods.Length == 0 ? null : methods,
    };

    /// <summary>A schedule.</summary>
    public static FunctionBinding Timer(string schedule) => new() { Type = "timerTrigger", Name = "timer", Schedule = schedule };

    /// <summary>Messages of a queue in the app's own storage account.</summary>
    public static FunctionBinding Queue(string name, string queue) =>
        new() { Type = "queueTrigger", Name = name, QueueName = queue, Connection = "AzureWebJobsStorage" };
}
