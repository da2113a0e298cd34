using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Pipeline.Durable.Client;
using Pipeline.Durable.FunctionsHost.Client;
using Pipeline.Durable.FunctionsHost.Commands;
using Pipeline.Durable.FunctionsHost.Invocations;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost;

/// <summary>Adds Durable Functions, in a custom handler of the Functions host, to an application.</summary>
public static class FunctionsDurableTaskRegistration
{
    /// <summary>
    /// Adds the <see cref="DurableTaskClient"/>, the <see cref="FunctionsWorker"/> that the application's invocations are to be given to, and
    /// the <see cref="CommandExecutor"/> for recorded commands. Orchestrations themselves are the host's.
    /// </summary>
    /// <param name="services">Has an <see cref="ITaskHubAddress"/> and an <see cref="ICommandRecorder"/>.</param>
    /// <param name="registry">The orchestrators and activities.</param>
    /// <param name="converter">Reads and writes inputs, results and events.</param>
    public static IServiceCollection AddFunctionsDurableTask(this IServiceCollection services, DurableTaskRegistry registry, DataConverter converter)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(registry)
            .AddSingleton(provider => new FunctionsWorker(registry, converter, provider, provider.GetService<ILoggerFactory>()))
            .AddSingleton(static provider => new TaskHubConnection(
                provider.GetRequiredService<ITaskHubAddress>(), time: provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<CommandExecutor>()
            .AddSingleton<DurableTaskClient>(provider => new RecordingDurableTaskClient(
                new FunctionsDurableTaskClient(provider.GetRequiredService<TaskHubConnection>(), registry, converter),
                provider.GetRequiredService<ICommandRecorder>(),
                registry,
                converter,
                provider.GetRequiredService<TimeProvider>()));
    }
}
