using Azure;

namespace Pipeline.Storage.Azure;

/// <summary>Where the service ended a page, in its own terms, which mean nothing to us.</summary>
internal sealed record TableContinuation(string NextPartitionKey, string? NextRowKey)
{
    private const char Separator = '\n';

    /// <summary>What an answer says about its end; null when nothing follows.</summary>
    public static TableContinuation? Read(Response response) =>
        response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out var partition) && partition is { Length: > 0 }
            ? new TableContinuation(partition, response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out var row) ? row : null)
            : null;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static TableContinuation Parse(string text)
    {
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        return separator < 0 ? new TableContinuation(text, null) : new TableContinuation(text[..separator], text[(separator + 1)..]);
    }

    /// <summary>As a query's additional parameters.</summary>
    public string ToQuery() =>
        "&NextPartitionKey=" + Uri.EscapeDataString(NextPartitionKey) + (NextRowKey is null ? "" : "&NextRowKey=" + Uri.EscapeDataString(NextRowKey));

    /// <inheritdoc/>
    public override string ToString() => NextRowKey is null ? NextPartitionKey : NextPartitionKey + Separator + NextRowKey;
}
