using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>A call to an API server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">Path and query below the server's address, beginning with a slash.</param>
/// <param name="Purpose">What is wanted, to follow "Cannot", for example <c>apply Deployment shop/web</c>.</param>
internal sealed record ApiRequest(HttpMethod Method, string Address, string Purpose)
{
    /// <summary>What is sent along.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What is asked for.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Whether doing it twice does no more than doing it once, so that it is repeated when nobody knows whether it was done.</summary>
    public bool IsRepeatable { get; init; } = Method == HttpMethod.Get;

    /// <summary>How often it is made again at most.</summary>
    public int MostRepetitions { get; init; } = RetryRules.MostRepetitions;

    /// <summary>Whether the answer's beginning is waited for as long as the caller does (a followed log begins with its first line).</summary>
    public bool IsPatient { get; init; }

    /// <summary>A call that only reads.</summary>
    public static ApiRequest Get(string address, string purpose) => new(HttpMethod.Get, address, purpose);
}
