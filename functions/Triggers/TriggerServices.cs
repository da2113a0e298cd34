using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.FunctionsHost.Commands;
using Pipeline.Functions.Triggers.Commands;
using Pipeline.Storage;

namespace Pipeline.Functions.Triggers;

/// <summary>Registers what the Functions host invokes.</summary>
internal static class TriggerServices
{
    /// <param name="services">The server's; has an <see cref="IStorage"/>.</param>
    /// <param name="configuration">The environment of the process.</param>
    public static IServiceCollection AddTriggers(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(FunctionsHostAddress.From(configuration))
        .AddSingleton<TaskHubAddress>()
        .AddSingleton<ITaskHubAddress>(static provider => provider.GetRequiredService<TaskHubAddress>())
        .AddSingleton(provider => new CommandQueue(() => CommandQueue.Open(configuration), provider.GetRequiredService<IStorage>()))
        .AddSingleton<ICommandRecorder>(static provider => provider.GetRequiredService<CommandQueue>())
        .AddSingleton<ITriggeredFunction, DurableClientFunction>()
        .AddSingleton<ITriggeredFunction, SweepRunsFunction>()
        .AddSingleton<ITriggeredFunction, CarryOutCommandsFunction>()
        .AddSingleton<InvocationEndpoint>();
}
