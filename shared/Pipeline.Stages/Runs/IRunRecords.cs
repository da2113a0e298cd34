namespace Pipeline.Stages.Runs;

/// <summary>Records of runs that are kept elsewhere than in the runs' own rows, and go with them. Whoever keeps some registers itself as one.</summary>
public interface IRunRecords
{
    /// <summary>Removes what is kept of a run that has ended. Doing it again, also after half of it was done, removes the rest.</summary>
    ValueTask DeleteAsync(string run, CancellationToken cancellationToken);
}
