namespace Pipeline.Durable.FunctionsHost.Commands;

/// <summary>Writes commands down durably, for some process that reaches the task hub to carry out.</summary>
public interface ICommandRecorder
{
    /// <summary>Records a command. Once this has returned, it will be carried out, whatever crashes.</summary>
    Task RecordAsync(OrchestrationCommand command, CancellationToken cancellationToken);
}
