namespace Pipeline.Stages.Clusters;

/// <summary>A region has refused something or gives no answer.</summary>
/// <param name="error">What a stage fails with, in the region's own words.</param>
/// <param name="isPassing">Whether the same may succeed a little later.</param>
/// <param name="retryAfter">When the region asks to be asked again; null when it does not say.</param>
/// <param name="cause">What has happened.</param>
public sealed class RegionException(StageError error, bool isPassing, TimeSpan? retryAfter, Exception cause) : Exception(error.Message, cause)
{
    /// <summary>How often in a row a region may refuse what is tried again; whatever reaches it has tried several times each time.</summary>
    private const int Most = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>What a stage fails with.</summary>
    public StageError Error { get; } = error;

    /// <summary>Whether the same may succeed a little later.</summary>
    public bool IsPassing { get; } = isPassing;

    /// <summary>When the region asks to be asked again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>When to ask again: when the region says, else a little later each time; null when that is of no use.</summary>
    /// <param name="failures">How many failures there were before it in a row.</param>
    public TimeSpan? PauseAfter(int failures) => !IsPassing || failures + 1 >= Most ? null : RetryAfter ?? FirstPause * Math.Pow(2, failures);
}
