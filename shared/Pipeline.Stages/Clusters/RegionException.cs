namespace Pipeline.Stages.Clusters;

/// <summary>A region has refused something or gives no answer.</summary>
/// <param name="error">What a stage fails with, in the region's own words.</param>
/// <param name="isPassing">Whether the same may succeed a little later.</param>
/// <param name="retryAfter">When the region asks to be asked again; null when it does not say.</param>
/// <param name="cause">What has happened.</param>
public sealed class RegionException(StageError error, bool isPassing, TimeSpan? retryAfter, Exception cause) : Exception(error.Message, cause)
{
    /// <summary>What a stage fails with.</summary>
    public StageError Error { get; } = error;

    /// <summary>Whether the same may succeed a little later.</summary>
    public bool IsPassing { get; } = isPassing;

    /// <summary>When the region asks to be asked again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
