using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Store;

/// <summary>An instance that shall be started.</summary>
/// <param name="Head">Its head before the first turn.</param>
/// <param name="Started">The <c>executionStarted</c> message.</param>
internal sealed record NewInstance(InstanceHead Head, HistoryEvent Started)
{
    /// <summary>The instance that a start message asks for.</summary>
    public static NewInstance From(HistoryEvent message)
    {
        var started = message.ExecutionStarted;
        var now = message.Timestamp.ToDateTimeOffset();
        var scheduled = started.ScheduledStartTimestamp?.ToDateTimeOffset();
        return new NewInstance(
            new InstanceHead
            {
                InstanceId = started.OrchestrationInstance.InstanceId,
                ExecutionId = started.OrchestrationInstance.ExecutionId,
                Name = started.Name,
                Version = started.Version ?? "",
                ParentId = started.ParentInstance?.OrchestrationInstance.InstanceId,
                CreatedAt = now,
                LastUpdatedAt = now,
                ScheduledStartAt = scheduled,
                WakeAt = scheduled ?? now,
            },
            message);
    }
}

/// <summary>What became of a start.</summary>
/// <param name="Head">The head of the new instance, or of the one that is there instead.</param>
/// <param name="IsNew">False when nothing was changed because an instance of that id exists.</param>
internal readonly record struct Creation(InstanceHead Head, bool IsNew);
