using Microsoft.Extensions.Logging;
using Pipeline.Durable.Activities;
using Pipeline.Durable.Replay;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>
/// Carries out what the Functions host asks of an application's orchestrators and activities: each is a function of its own name.
/// Safe for use by many threads.
/// </summary>
/// <param name="registry">The orchestrators and activities.</param>
/// <param name="converter">Reads and writes inputs, results and events.</param>
/// <param name="services">Given to the factories.</param>
/// <param name="loggerFactory">Makes the orchestrators' loggers; null: nothing is logged.</param>
public sealed class FunctionsWorker(
    DurableTaskRegistry registry, DataConverter converter, IServiceProvider services, ILoggerFactory? loggerFactory = null)
{
    private readonly OrchestratorExecutor _orchestrators = new(registry, converter, services, loggerFactory);
    private readonly ActivityExecutor _activities = new(registry, converter, services);

    /// <summary>Carries out an invocation.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="invocation">What the host sent.</param>
    /// <param name="stopping">Signalled when the program stops.</param>
    /// <returns>The reply; null when there is no orchestrator and no activity of that name.</returns>
    /// <exception cref="FormatException">The invocation does not fit the function.</exception>
    /// <exception cref="OperationCanceledException">The program stops: an activity is to be run again.</exception>
    public async Task<FunctionReply?> InvokeAsync(string function, FunctionInvocation invocation, CancellationToken stopping)
    {
        if (registry.Orchestrators.Contains(function))
            return new FunctionReply { ReturnValue = OrchestratorTrigger.Run(_orchestrators, invocation.Text(OrchestratorTrigger.Binding)) };
        if (registry.Activities.Contains(function))
            return new FunctionReply { ReturnValue = await ActivityTrigger.RunAsync(_activities, function, invocation, stopping) };
        return null;
    }
}
