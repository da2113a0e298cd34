using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Http;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Settings.KeyVault;

/// <summary>A vault with one RSA key in versions, as Key Vault's REST interface 7.4 answers for it.</summary>
internal sealed class KeyVaultServer : IAsyncDisposable
{
    private const string Token = "a-token-for-the-vault";

    private readonly LoopbackCertificate _certificate = new();
    private readonly ConcurrentDictionary<string, RSA> _versions = new(StringComparer.Ordinal);
    private LoopbackServer _server = null!;
    private string _newest = "";
    private int _refusals;

    /// <summary>The key without a version.</summary>
    public KeyIdentifier Key => KeyIdentifier.Parse(new Uri(_server.Url, "keys/pipeline").AbsoluteUri)!;

    /// <summary>The requests, in order.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _server.Requests;

    /// <summary>Whether the identity may use the key.</summary>
    public bool Allows { get; set; } = true;

    public static async Task<KeyVaultServer> StartAsync()
    {
        var vault = new KeyVaultServer();
        vault._server = await LoopbackServer.StartAsync(vault.AnswerAsync, vault._certificate.Certificate);
        vault.Rotate();
        return vault;
    }

    /// <summary>Makes a new version, which is used from then on.</summary>
    public void Rotate()
    {
        _newest = Guid.NewGuid().ToString("N");
        _versions[_newest] = RSA.Create(2048);
    }

    /// <summary>Deletes the key with all of its versions.</summary>
    public void Delete()
    {
        foreach (var name in _versions.Keys)
        {
            if (_versions.TryRemove(name, out var version))
                version.Dispose();
        }
    }

    /// <summary>Throttles the next requests.</summary>
    public void Throttle(int requests) => _refusals = requests;

    /// <summary>The key, as the operator chooses it.</summary>
    public KeyEncryptionKey Chosen(KeyIdentifier? key = null, string token = Token) => new(key ?? Key, new FixedToken(token), new CryptographyClientOptions
    {
        Transport = new HttpClientTransport(new HttpClient(_certificate.Trusting())),
        Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
    });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var version in _versions.Values)
            version.Dispose();
        _certificate.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var (status, body) = Answer(context.Request, JsonNode.Parse(_server.Requests[^1].Body));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer authorization=\"https://login.microsoftonline.com/ab1f708d-50f6-404c-a006-d71b2ac7a606\", resource=\"https://vault.azure.net\"";
        if (status == 429)
            context.Response.Headers.RetryAfter = "0";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private (int Status, JsonObject Body) Answer(HttpRequest request, JsonNode? body)
    {
        if (request.Headers.Authorization != $"Bearer {Token}")
            return (401, Error("Unauthorized", "AKV10000: Request is missing a Bearer or PoP token."));
        if (Interlocked.Decrement(ref _refusals) >= 0)
            return (429, Error("Throttled", "Request was not processed because too many requests were received."));
        if (!Allows)
            return (403, Error("Forbidden", "Caller is not authorized to perform action on resource.\r\nIf role assignments were changed recently, please observe propagation time."));
        if (request.Method != "POST" || request.Query["api-version"] != "7.4" || (string?)body?["alg"] != "RSA-OAEP-256")
            return (400, Error("BadParameter", "Method, version or algorithm are not as expected."));

        var (version, operation) = request.Path.Value!.Split('/') switch
        {
            ["", "keys", "pipeline", var last] => (_newest, last),
            ["", "keys", "pipeline", var named, var last] => (named, last),
            _ => ("", ""),
        };
        if (!_versions.TryGetValue(version, out var key))
            return (404, Error("KeyNotFound", "A key with (name/id) pipeline was not found in this key vault."));

        var value = Base64Url.DecodeFromChars((string)body["value"]!);
        try
        {
            return operation switch
            {
                "wrapkey" => (200, Result(version, key.Encrypt(value, RSAEncryptionPadding.OaepSHA256))),
                "unwrapkey" => (200, Result(version, key.Decrypt(value, RSAEncryptionPadding.OaepSHA256))),
                _ => (404, Error("NotFound", "There is no such operation.")),
            };
        }
        catch (CryptographicException)
        {
            return (400, Error("BadParameter", "The parameter is incorrect."));
        }
    }

    private JsonObject Result(string version, byte[] value) => new() { ["kid"] = $"{Key.Uri}/{version}", ["value"] = Base64Url.EncodeToString(value) };

    private static JsonObject Error(string code, string message) => new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };

    private sealed class FixedToken(string token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Assert.Equal("https://vault.azure.net/.default", Assert.Single(requestContext.Scopes));
            return new AccessToken(token, TimeProvider.System.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
