using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Access;

/// <summary>Finds out who sends a request: the bearer of a personal access token.</summary>
public sealed class IdentityReader(AccessTokens tokens, Members members)
{
    /// <summary>The cookie in which a signed-in browser keeps its token.</summary>
    public const string Cookie = "pipeline-token";

    private const int LongestSecret = 512;

    /// <summary>
    /// The sender; null when the request shows no token. The cookie counts for reading only, so that no foreign page can make a browser
    /// change anything.
    /// </summary>
    /// <exception cref="ProblemException">401: a bearer token is shown that is unknown, expired or revoked.</exception>
    public async ValueTask<Identity?> ReadAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length > 0)
            return await FindAsync(SecretOf(header), context.RequestAborted)
                ?? throw ProblemException.Unauthenticated("The token is unknown, expired or revoked. Ask an administrator for a new one (POST /api/tokens).");

        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return reads && context.Request.Cookies[Cookie] is { } secret ? await FindAsync(secret, context.RequestAborted) : null;
    }

    /// <summary>The identity whose secret this is; null when it is unknown, expired or revoked.</summary>
    public async ValueTask<Identity?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is 0 or > LongestSecret || await tokens.FindAsync(secret, cancellationToken) is not { } token)
            return null;

        return new Identity(token.Subject, await members.RolesOfAsync(token.Subject, cancellationToken), token.Id);
    }

    private static string SecretOf(string header)
    {
        const string scheme = "Bearer ";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw ProblemException.Unauthenticated("Send 'Authorization: Bearer <token>'; other schemes are not understood.");
        return header[scheme.Length..].Trim();
    }
}
