namespace Pipeline.Definitions.Runs;

/// <summary>What people asked of a run as a whole.</summary>
/// <param name="Paused">No further stage may start until the run is resumed.</param>
/// <param name="CancelRequested">The run is to be cancelled; nothing takes that back.</param>
public readonly record struct RunControl(bool Paused = false, bool CancelRequested = false);
