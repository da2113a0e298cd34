using Pipeline.Durable.Client;
using Pipeline.Durable.FunctionsHost.Client;

namespace Pipeline.Durable.FunctionsHost.Commands;

/// <summary>Carries out recorded commands.</summary>
/// <param name="connection">Reaches the task hub.</param>
/// <param name="time">Tells how old a command is.</param>
public sealed class CommandExecutor(TaskHubConnection connection, TimeProvider time)
{
    /// <summary>A command may overtake the start of its instance by this much; after it, the instance is taken for gone.</summary>
    private static readonly TimeSpan Overtaking = TimeSpan.FromMinutes(1);

    private readonly FunctionsDurableTaskClient _client = new(connection, new DurableTaskRegistry(), new SerializedText());

    /// <summary>Carries a command out.</summary>
    /// <returns>Whether there was an instance to do it to.</returns>
    /// <exception cref="OrchestrationNotFoundException">There is no such instance, yet: to be tried again.</exception>
    /// <exception cref="TaskHubUnavailableException">The task hub cannot be reached: to be tried again.</exception>
    public async Task<bool> ExecuteAsync(OrchestrationCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await ActAsync(command, cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return true;
        }
        catch (OrchestrationNotFoundException) when (time.GetUtcNow() - command.RecordedAt > Overtaking)
        {
            return false;
        }
    }

    private Task ActAsync(OrchestrationCommand command, CancellationToken cancellationToken)
    {
        var id = command.InstanceId;
        return command.Kind switch
        {
            OrchestrationCommandKind.Start => _client.ScheduleNewOrchestrationInstanceAsync(
                command.Name!,
                command.Data,
                new StartOrchestrationOptions(id, command.StartAt) { Version = command.Version ?? "", Tags = command.Tags ?? new Dictionary<string, string>() },
                cancellationToken),
            OrchestrationCommandKind.RaiseEvent => _client.RaiseEventAsync(id, command.Name!, command.Data, cancellationToken),
            OrchestrationCommandKind.Terminate => _client.TerminateInstanceAsync(id, new TerminateInstanceOptions(command.Data), cancellationToken),
            OrchestrationCommandKind.Suspend => _client.SuspendInstanceAsync(id, command.Reason, cancellationToken),
            OrchestrationCommandKind.Resume => _client.ResumeInstanceAsync(id, command.Reason, cancellationToken),
            OrchestrationCommandKind.Purge => _client.PurgeInstanceAsync(id, cancellation: cancellationToken),
            _ => throw new FormatException($"'{command.Kind}' is no kind of command."),
        };
    }
}
