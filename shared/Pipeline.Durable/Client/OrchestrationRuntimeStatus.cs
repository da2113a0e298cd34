namespace Pipeline.Durable.Client;

/// <summary>Where an orchestration instance stands. Values are those of the wire protocol.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Started and not ended.</summary>
    Running = 0,

    /// <summary>Ended with a result.</summary>
    Completed = 1,

    /// <summary>Started over with a new input; seen only for a moment.</summary>
    ContinuedAsNew = 2,

    /// <summary>Ended with a failure.</summary>
    Failed = 3,

    /// <summary>Not used by this engine; kept because the protocol has it.</summary>
    Canceled = 4,

    /// <summary>Ended from outside.</summary>
    Terminated = 5,

    /// <summary>Scheduled and not started.</summary>
    Pending = 6,

    /// <summary>Stopped until it is resumed.</summary>
    Suspended = 7,
}
