using System.Security.Cryptography.X509Certificates;

namespace Pipeline.Connectors.Kubernetes.Connections.Credentials;

/// <summary>A token in a file that is written anew from time to time, as a pod's service account is.</summary>
internal sealed class TokenFileCredential(string file, X509Certificate2? certificate, TimeProvider time) : IClusterCredentialSource
{
    // A link's own date does not tell that what it leads to has changed, so the file is read; a pod's token lives for ten minutes at least.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private volatile Held? _held;

    public async ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held && time.GetElapsedTime(held.At) < Lifetime)
            return held.Credential;
        var token = await ReadAsync(cancellationToken);
        var authorization = $"Bearer {token}";
        if (_held is not { } last || last.Credential.Authorization != authorization)
            last = new(new() { Authorization = authorization, Certificate = certificate }, 0);
        _held = last with { At = time.GetTimestamp() };
        return _held.Credential;
    }

    public bool Renew(ClusterCredential refused)
    {
        _held = null;
        return true;
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(file, cancellationToken)).Trim() is { Length: > 0 } token
                ? token
                : throw new KubernetesException(KubernetesFailure.Misconfigured, $"The token file {file} is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesException(KubernetesFailure.Misconfigured, $"The token file {file} cannot be read ({exception.GetType().Name}).", exception);
        }
    }

    private sealed record Held(ClusterCredential Credential, long At);
}
