namespace Pipeline.Stages.Runs;

/// <summary>Something that follows the end of runs.</summary>
public interface IRunEndObserver
{
    /// <summary>
    /// Follows the end of a generation of a run. Called after the end is recorded and before the run is forgotten as active, so that a crash
    /// leads here again: the same end may come several times.
    /// </summary>
    Task EndedAsync(RunDocument run, CancellationToken cancellationToken);
}
