using Pipeline.Functions.Access.AppService;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Access;

/// <summary>Finds out who sends a request: the bearer of a personal access token, or whom App Service authentication signed in.</summary>
internal sealed class IdentityReader(AccessTokens tokens, Members members, AppServiceAuthentication appService, ServerOptions options)
{
    /// <summary>The cookie in which a signed-in browser keeps its token.</summary>
    public const string Cookie = "pipeline-token";

    private const int LongestSecret = 512;

    /// <summary>
    /// The sender; null when the request shows nothing that tells. What a browser adds by itself counts for less than what its user sent: the
    /// cookie for reading only, and the platform's sign-in for changes from our own pages only, so that no foreign page can make a browser
    /// change anything.
    /// </summary>
    /// <exception cref="ProblemException">
    /// 401: a bearer token is shown that is unknown, expired or revoked. 403: the platform's sign-in has no role here, or a change with it
    /// does not come from a page of ours.
    /// </exception>
    public async ValueTask<Identity?> ReadAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length > 0)
            return await ReadBearerAsync(context, SecretOf(header));

        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (await appService.FindAsync(context.Request, context.RequestAborted) is { } signedIn)
        {
            return reads || RequestOrigin.IsOwn(context.Request, options.PublicUrl) != false
                ? AppServiceAuthentication.DemandRole(signedIn)
                : throw ProblemException.Forbidden("A browser's sign-in changes things from pages of this server only. Send 'Authorization: Bearer <token>' with a token of the identity provider or a personal access token instead.");
        }

        return reads && context.Request.Cookies[Cookie] is { } secret ? await FindAsync(secret, context.RequestAborted) : null;
    }

    /// <summary>The identity whose secret this is; null when it is unknown, expired or revoked.</summary>
    public async ValueTask<Identity?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is 0 or > LongestSecret || await tokens.FindAsync(secret, cancellationToken) is not { } token)
            return null;

        return new Identity(token.Subject, await members.RolesOfAsync(token.Subject, cancellationToken), token.Id);
    }

    // No foreign page can make a browser send this header, so that nothing is asked of where the request comes from.
    private async ValueTask<Identity> ReadBearerAsync(HttpContext context, string secret)
    {
        if (await FindAsync(secret, context.RequestAborted) is { } bearer)
            return bearer;

        // A token of the identity provider: the platform has checked it and names its bearer. One of ours that is revoked is not that.
        return !secret.StartsWith(AccessToken.Prefix, StringComparison.Ordinal) && await appService.FindAsync(context.Request, context.RequestAborted) is { } caller
            ? AppServiceAuthentication.DemandRole(caller)
            : throw ProblemException.Unauthenticated("The token is unknown, expired or revoked. Ask an administrator for a new one (POST /api/tokens).");
    }

    private static string SecretOf(string header)
    {
        const string scheme = "Bearer ";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw ProblemException.Unauthenticated("Send 'Authorization: Bearer <token>'; other schemes are not understood.");
        return header[scheme.Length..].Trim();
    }
}
