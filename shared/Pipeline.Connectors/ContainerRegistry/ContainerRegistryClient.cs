using System.Net;
using System.Text;
using System.Text.Json;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.ContainerRegistry;

/// <summary>
/// Reads a registry of container images (OCI distribution specification 1.1). Shaped like
/// <c>Azure.Containers.ContainerRegistry.ContainerRegistryClient</c>, for any registry.
/// </summary>
/// <param name="http">Makes the calls.</param>
/// <param name="endpoint">The registry's address.</param>
/// <param name="credential">Who signs in; null: nobody.</param>
public sealed class ContainerRegistryClient(OutboundHttp http, Uri endpoint, NetworkCredential? credential)
{
    /// <summary>Docker Hub's registry.</summary>
    public static readonly Uri DockerHub = new("https://registry-1.docker.io");

    private const int MostPages = 20;
    private const int StandardBytes = 4 * 1024 * 1024;

    /// <summary>Tries whether the registry answers and lets us in.</summary>
    /// <exception cref="ContainerRegistryException">It does not.</exception>
    public async Task PingAsync(CancellationToken cancellationToken) => await GetAsync("/v2/", scope: null, cancellationToken);

    /// <summary>The tags of a repository, in the registry's order.</summary>
    /// <exception cref="ContainerRegistryException">There is no such repository, or it cannot be read.</exception>
    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, CancellationToken cancellationToken) =>
        ListAsync($"/v2/{Path(repository)}/tags/list?n=1000", $"repository:{repository}:pull", static body => body.Tags, cancellationToken);

    /// <summary>The repositories of the registry, where it lists them (Docker Hub does not).</summary>
    /// <exception cref="ContainerRegistryException">It does not list them.</exception>
    public Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancellationToken) =>
        ListAsync("/v2/_catalog?n=1000", "registry:catalog:*", static body => body.Repositories, cancellationToken);

    /// <summary>The manifest of a tag or digest.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">The tag or digest.</param>
    /// <param name="mediaType">The type that is wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ContainerRegistryException">There is none, or it cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>> GetManifestAsync(string repository, string reference, string mediaType, CancellationToken cancellationToken) =>
        (await GetAsync($"/v2/{Path(repository)}/manifests/{Uri.EscapeDataString(reference)}", $"repository:{repository}:pull", cancellationToken, mediaType)).Body;

    /// <summary>The content of a digest. Whether it is that content is left to the caller.</summary>
    /// <exception cref="ContainerRegistryException">There is none, it is larger than allowed, or it cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>> DownloadBlobAsync(string repository, string digest, int maximumBytes, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"/v2/{Path(repository)}/blobs/{Uri.EscapeDataString(digest)}", $"repository:{repository}:pull", cancellationToken, maximumBytes: maximumBytes);
        return answer.Truncated ? throw new ContainerRegistryException($"{digest} of {endpoint.Host} has more than {maximumBytes:N0} bytes.") : answer.Body;
    }

    private async Task<IReadOnlyList<string>> ListAsync(
        string path, string scope, Func<RegistryList, IReadOnlyList<string>?> select, CancellationToken cancellationToken)
    {
        var all = new List<string>();
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await GetAsync(path, scope, cancellationToken);
            try
            {
                all.AddRange(select(JsonSerializer.Deserialize(answer.Body.Span, RegistryJson.Default.RegistryList) ?? new(null, null)) ?? []);
            }
            catch (JsonException exception)
            {
                throw new ContainerRegistryException($"The answer of {endpoint.Host} is not a registry's. Check the address.", exception);
            }

            // RFC 8288: </v2/…?last=x&n=1000>; rel="next". Only the path counts, so that the registry cannot lead elsewhere.
            if (answer.Header("Link") is not { } link || link.IndexOf('>') is var end && (end < 2 || !link.StartsWith('<') || !link.Contains("next", StringComparison.Ordinal)))
                break;
            path = new Uri(endpoint, link[1..end]).PathAndQuery;
        }

        return all;
    }

    private async Task<OutboundResponse> GetAsync(
        string path, string? scope, CancellationToken cancellationToken, string? accept = null, int maximumBytes = StandardBytes)
    {
        var url = new Uri(endpoint, path);
        var answer = await SendAsync(url, authorization: null, cancellationToken, accept, maximumBytes);
        if (answer.StatusCode == 401)
        {
            var challenge = AuthenticationChallenge.Parse(answer.Header("WWW-Authenticate"))
                ?? throw new ContainerRegistryException($"{endpoint.Host} asks for a sign-in of a kind that is not known here.");
            answer = await SendAsync(url, await AuthorizeAsync(challenge, scope, cancellationToken), cancellationToken, accept, maximumBytes);
        }

        return answer.StatusCode switch
        {
            200 => answer,
            401 or 403 when credential is null => throw new ContainerRegistryException($"{endpoint.Host} shows this to nobody who has not signed in: give a user and a password."),
            401 or 403 => throw new ContainerRegistryException($"{endpoint.Host} does not let '{credential.UserName}' in, or not at this: check the password and what it may read."),
            404 => throw new ContainerRegistryException($"{endpoint.Host} has nothing at {url.AbsolutePath}: check the name, and that the address is a registry's."),
            var status => throw new ContainerRegistryException($"{endpoint.Host} answered {status}."),
        };
    }

    private async Task<string> AuthorizeAsync(AuthenticationChallenge challenge, string? scope, CancellationToken cancellationToken)
    {
        if (challenge.Realm is null)
            return credential is null ? "" : Basic(credential);

        // The token server may be another host (Docker Hub's is), but never one that would get the password in the clear.
        if (challenge.Realm.Scheme != Uri.UriSchemeHttps && challenge.Realm.Host != endpoint.Host)
            throw new ContainerRegistryException($"{endpoint.Host} names a token server without TLS, {challenge.Realm.Host}.");
        var query = $"?service={Uri.EscapeDataString(challenge.Service ?? "")}";
        if ((scope ?? challenge.Scope) is { } wanted)
            query += $"&scope={Uri.EscapeDataString(wanted)}";
        var answer = await SendAsync(new Uri(challenge.Realm.GetLeftPart(UriPartial.Path) + query), credential is null ? null : Basic(credential), cancellationToken);
        if (answer.StatusCode is 401 or 403)
            throw new ContainerRegistryException($"{challenge.Realm.Host} does not know '{credential?.UserName}' with this password.");
        try
        {
            var body = answer.StatusCode == 200 ? JsonSerializer.Deserialize(answer.Body.Span, RegistryJson.Default.RegistryToken) : null;
            return (body?.Token ?? body?.AccessToken) is { Length: > 0 } token
                ? $"Bearer {token}"
                : throw new ContainerRegistryException($"{challenge.Realm.Host} answered {answer.StatusCode} and gave no token.");
        }
        catch (JsonException exception)
        {
            throw new ContainerRegistryException($"The answer of {challenge.Realm.Host} is not a token server's.", exception);
        }
    }

    private async Task<OutboundResponse> SendAsync(
        Uri url, string? authorization, CancellationToken cancellationToken, string? accept = null, int maximumBytes = StandardBytes)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!string.IsNullOrEmpty(authorization))
            headers.Add(new("Authorization", authorization));
        if (accept is not null)
            headers.Add(new("Accept", accept));
        try
        {
            return await http.SendAsync(
                new OutboundRequest
                {
                    Method = "GET",
                    Url = url,
                    Headers = headers,
                    MaximumAnswerBytes = maximumBytes,
                    Timeout = maximumBytes > StandardBytes ? TimeSpan.FromMinutes(1) : null,
                },
                cancellationToken);
        }
        catch (Exception exception) when (exception is OutboundCallException or AddressRefusedException)
        {
            throw new ContainerRegistryException(exception.Message, exception);
        }
    }

    private static string Basic(NetworkCredential credential) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"))}";

    private static string Path(string repository) => string.Join('/', repository.Split('/').Select(Uri.EscapeDataString));
}

/// <summary>A registry gives no answer or refuses. The message names no password.</summary>
public sealed class ContainerRegistryException(string message, Exception? innerException = null) : Exception(message, innerException);
