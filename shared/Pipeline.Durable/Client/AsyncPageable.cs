namespace Pipeline.Durable.Client;

/// <summary>A listing that is fetched page by page as it is read.</summary>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    /// <summary>The listing in pages.</summary>
    /// <param name="continuationToken">Where an earlier listing stopped; null: from the start.</param>
    /// <param name="pageSizeHint">How many values a page should hold at most.</param>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null);

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in AsPages().WithCancellation(cancellationToken))
        {
            foreach (var value in page.Values)
                yield return value;
        }
    }
}

/// <summary>A page of a listing.</summary>
/// <param name="Values">Its values.</param>
/// <param name="ContinuationToken">Where the next page begins; null: there is none.</param>
public sealed record Page<T>(IReadOnlyList<T> Values, string? ContinuationToken = null)
    where T : notnull;
