using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Testing.Servers;

/// <summary>A real registry of container images on a loopback port, which asks for <see cref="User"/> and <see cref="Password"/>.</summary>
public sealed class DockerRegistryServer : IAsyncDisposable
{
    /// <summary>Who may sign in.</summary>
    public const string User = "pipeline";

    /// <summary>The password.</summary>
    public const string Password = "registry-password";

    // bcrypt of the password.
    private const string PasswordFile = "pipeline:$2b$04$iSJwP3mTTn/Nd4aUnOqQMe4TJ3/cju2xd5Wok2WMgBWTwk82I3KmW\n";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly HttpClient _http;

    private DockerRegistryServer(string program, string notifications)
    {
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        File.WriteAllText(_folder["htpasswd"], PasswordFile);
        File.WriteAllText(_folder["config.yml"], $$"""
            version: 0.1
            log: { level: error }
            storage: { filesystem: { rootdirectory: {{_folder["data"]}} } }
            http: { addr: "{{Url.Authority}}", secret: a-secret-of-the-tests }
            auth: { htpasswd: { realm: tests, path: {{_folder["htpasswd"]}} } }
            {{notifications}}
            """);
        _process = Process.Start(new ProcessStartInfo(program, ["serve", _folder["config.yml"]]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _http = new HttpClient { BaseAddress = Url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Starts one; skips or fails the test when it cannot be run here.</summary>
    /// <param name="listener">Where it sends its notifications; null: nowhere.</param>
    /// <param name="authorization">What it sends along as <c>Authorization</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DockerRegistryServer> StartAsync(Uri? listener = null, string? authorization = null, CancellationToken cancellationToken = default)
    {
        var headers = authorization is null ? "" : $", headers: {{ Authorization: [\"{authorization}\"] }}";
        var server = new DockerRegistryServer(
            RequiredComponent.DockerRegistry.Locate(),
            listener is null ? "" : $"notifications: {{ endpoints: [ {{ name: tests, url: \"{listener}\", timeout: 5s, threshold: 3, backoff: 1s{headers} }} ] }}");
        try
        {
            await Eventually.GetAsync(server.IsReadyAsync, static ready => ready, TimeSpan.FromSeconds(30), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pushes an image of one small layer.</summary>
    /// <returns>The manifest's digest.</returns>
    public async Task<string> PushAsync(string image, string tag, CancellationToken cancellationToken)
    {
        var configuration = await UploadAsync(image, """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}""", cancellationToken);
        var layer = await UploadAsync(image, $"a layer of {image}:{tag}", cancellationToken);
        const string Type = "application/vnd.docker.distribution.manifest.v2+json";
        var manifest = $$"""
            {
              "schemaVersion": 2,
              "mediaType": "{{Type}}",
              "config": { "mediaType": "application/vnd.docker.container.image.v1+json", "size": {{configuration.Size}}, "digest": "{{configuration.Digest}}" },
              "layers": [ { "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": {{layer.Size}}, "digest": "{{layer.Digest}}" } ]
            }
            """;
        using var content = new StringContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(Type);
        using var answer = await _http.PutAsync($"/v2/{image}/manifests/{tag}", content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("Docker-Content-Digest").Single();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<(string Digest, int Size)> UploadAsync(string image, string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
        using var begun = await _http.PostAsync($"/v2/{image}/blobs/uploads/", null, cancellationToken);
        begun.EnsureSuccessStatusCode();
        var location = new Uri(Url, begun.Headers.Location!);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var ended = await _http.PutAsync($"{location}{(location.Query.Length > 0 ? "&" : "?")}digest={Uri.EscapeDataString(digest)}", content, cancellationToken);
        ended.EnsureSuccessStatusCode();
        return (digest, bytes.Length);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/v2/");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            return false;
        }
    }
}
