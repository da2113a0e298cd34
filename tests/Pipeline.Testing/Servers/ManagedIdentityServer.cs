using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Pipeline.Testing.Servers;

/// <summary>
/// The token endpoint that App Service and Functions give a process for its managed identity (<c>IDENTITY_ENDPOINT</c>,
/// <c>IDENTITY_HEADER</c>; version 2019-08-01 of it). Its tokens have everything but Microsoft's signature.
/// </summary>
public sealed class ManagedIdentityServer : IAsyncDisposable
{
    private const string Secret = "853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a";
    private readonly LoopbackServer _server;

    private ManagedIdentityServer(LoopbackServer server) => _server = server;

    /// <summary>What the platform sets in the environment of the process.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["IDENTITY_ENDPOINT"] = new Uri(_server.Url, "msi/token").AbsoluteUri,
        ["IDENTITY_HEADER"] = Secret,
    };

    /// <summary>The requests for tokens.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _server.Requests;

    /// <summary>Starts it.</summary>
    /// <param name="clientId">The only user-assigned identity there is; null: the process has the system-assigned one.</param>
    public static async Task<ManagedIdentityServer> StartAsync(string? clientId = null) => new(await LoopbackServer.StartAsync(context => AnswerAsync(context, clientId)));

    /// <summary>A token for a resource such as <c>https://storage.azure.com</c>.</summary>
    public static string Token(string resource, DateTimeOffset now)
    {
        var claims = new JsonObject
        {
            ["aud"] = resource,
            ["iss"] = "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
            ["iat"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["nbf"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(24).ToUnixTimeSeconds(),
            ["oid"] = "11059fcc-5514-4800-b5f8-49808b9cfab6",
            ["idtyp"] = "app",
        };
        return string.Join('.', new[] { """{"typ":"JWT","alg":"RS256"}""", claims.ToJsonString(), "signature" }.Select(part => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(part))));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, string? clientId)
    {
        var query = context.Request.Query;
        var resource = query["resource"].ToString();
        var (status, answer) = context.Request switch
        {
            { Path.Value: not "/msi/token" } => (404, Failure("There is no such path.")),
            _ when context.Request.Headers["X-IDENTITY-HEADER"] != Secret => (401, Failure("The header X-IDENTITY-HEADER is not that of the process.")),
            _ when query["api-version"] != "2019-08-01" || resource.Length == 0 => (400, Failure("Version or resource are missing.")),
            _ when query["client_id"].ToString() != (clientId ?? "") => (400, Failure("No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.")),
            _ => (200, new JsonObject
            {
                ["access_token"] = Token(resource.TrimEnd('/'), TimeProvider.System.GetUtcNow()),
                ["expires_on"] = TimeProvider.System.GetUtcNow().AddHours(24).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                ["resource"] = resource,
                ["token_type"] = "Bearer",
                ["client_id"] = clientId ?? "5e29463d-71da-4fe0-8e69-999b57db23b0",
            }),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Failure(string message) => new() { ["statusCode"] = 400, ["message"] = message };
}
