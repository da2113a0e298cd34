using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Pages;

/// <summary>Who looks at a page. A browser signs in once with a token, which a cookie keeps that no script and no foreign page can use.</summary>
internal sealed class PageSession(IdentityReader identities, ServerOptions options)
{
    /// <summary>The reader of a page; null when nobody is signed in, or the token has expired since.</summary>
    /// <exception cref="ProblemException">403: the platform has signed in somebody who has no role here.</exception>
    public async ValueTask<Identity?> FindAsync(HttpContext context)
    {
        try
        {
            return await identities.ReadAsync(context);
        }
        catch (ProblemException problem) when (problem.Status == StatusCodes.Status401Unauthorized)
        {
            return null;
        }
    }

    /// <summary>Signs a browser in. False when the token is not known.</summary>
    public async ValueTask<bool> SignInAsync(HttpContext context, string token)
    {
        token = token.Trim();
        if (await identities.FindAsync(token, context.RequestAborted) is null)
            return false;

        context.Response.Cookies.Append(IdentityReader.Cookie, token, CookieOptions(context));
        return true;
    }

    /// <summary>Signs a browser out.</summary>
    public void SignOut(HttpContext context) => context.Response.Cookies.Delete(IdentityReader.Cookie, CookieOptions(context));

    private CookieOptions CookieOptions(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps || options.PublicUrl?.Scheme == Uri.UriSchemeHttps,
        Path = "/",
    };
}
