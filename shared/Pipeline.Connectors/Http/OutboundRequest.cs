namespace Pipeline.Connectors.Http;

/// <summary>An HTTP call, as often repeatable as wanted.</summary>
public sealed record OutboundRequest
{
    /// <summary>The method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The absolute URL.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers, those of the body (Content-Type) among them; a name may stand in several entries.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>How long the call may take, the whole answer included; null: <see cref="OutboundHttpOptions.Timeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many bytes of the answer are read; null: <see cref="OutboundHttpOptions.MaximumAnswerBytes"/>.</summary>
    public int? MaximumAnswerBytes { get; init; }

    /// <summary>Whether redirects are followed; if not, they are the answer.</summary>
    public bool FollowRedirects { get; init; } = true;
}

/// <summary>An answer, whatever its status code says.</summary>
public sealed record OutboundResponse
{
    /// <summary>The status code.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The URL that answered: the last one when redirects were followed.</summary>
    public required Uri Url { get; init; }

    /// <summary>The headers, those of the body among them, with all values of a name together.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The body, decompressed, up to the call's bound.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body was longer than the call's bound.</summary>
    public bool Truncated { get; init; }

    /// <summary>The first value of a header; null when the answer has none.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values[0] : null;
}
