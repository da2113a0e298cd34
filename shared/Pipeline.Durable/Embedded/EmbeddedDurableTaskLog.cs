using Microsoft.Extensions.Logging;

namespace Pipeline.Durable.Embedded;

/// <summary>What the embedded backend tells its operators.</summary>
internal sealed partial class EmbeddedDurableTaskLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "The embedded durable backend serves; {Recovered} unfinished instances had work and go on, {Sleeping} sleep until a timer.")]
    public partial void Recovered(int recovered, int sleeping);

    [LoggerMessage(2, LogLevel.Information, "The embedded durable backend has stopped.")]
    public partial void Stopped();

    [LoggerMessage(3, LogLevel.Warning, "Orchestration '{InstanceId}': attempt {Attempt} failed and is repeated in {Wait}.")]
    public partial void TriedInVain(string instanceId, int attempt, TimeSpan wait, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "Orchestration '{InstanceId}' has failed because its history cannot be read. The history is kept as it is.")]
    public partial void HistoryUnreadable(string instanceId, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "Orchestration '{InstanceId}' is left alone because its record cannot be read.")]
    public partial void HeadUnreadable(string instanceId, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "Orchestration '{InstanceId}' ({Orchestrator}) has failed because a turn of it could not be run.")]
    public partial void OrchestratorUnusable(string instanceId, string orchestrator, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "Activity '{Activity}' (#{TaskId}) of orchestration '{InstanceId}' failed.")]
    public partial void ActivityFailed(string activity, int taskId, string instanceId, Exception exception);

    [LoggerMessage(8, LogLevel.Debug, "{Count} waiting instances have left memory.")]
    public partial void Evicted(int count);

    [LoggerMessage(9, LogLevel.Warning, "That orchestration '{InstanceId}' waits could not be noted; the next start will look at it.")]
    public partial void ParkingFailed(string instanceId, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "Activities did not end within {Timeout} after they were told to stop. They are run again after the next start.")]
    public partial void ActivitiesLeft(TimeSpan timeout);
}
