namespace Pipeline.Durable.Client;

/// <summary>Which ended instances to delete. Conditions that are null hold for every instance; instances that have not ended are kept.</summary>
/// <param name="CreatedFrom">Scheduled at this time or later.</param>
/// <param name="CreatedTo">Scheduled at this time or earlier.</param>
/// <param name="Statuses">In one of these states.</param>
public sealed record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses = null);

/// <summary>How instances are deleted.</summary>
/// <param name="Recursive">Whether their ended sub-orchestrations are deleted too. Functions host: refused with <see cref="NotSupportedException"/>.</param>
public sealed record PurgeInstanceOptions(bool Recursive = false);

/// <summary>What a purge did.</summary>
/// <param name="PurgedInstanceCount">How many instances were deleted.</param>
public sealed record PurgeResult(int PurgedInstanceCount);
