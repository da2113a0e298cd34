using Pipeline.Functions.Access;
using Pipeline.Functions.Access.AppService;

namespace Pipeline.Functions.Pages;

/// <summary>Signing a browser in and out.</summary>
internal static class SignInEndpoints
{
    private const int LongestForm = 16 * 1024;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/sign-in", PageResponses.Reading, ShowAsync).IsAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-in", SignInAsync).IsAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).IsAnonymous().ExcludeFromDescription();
    }

    private static Task ShowAsync(HttpContext context, AppServiceAuthentication appService) => SignInPage.Ask("/", appService.IsOn).WriteAsync(context);

    private static async Task SignInAsync(HttpContext context, PageSession session, AppServiceAuthentication appService)
    {
        if (!RequestOrigin.IsNotForeign(context.Request) || await context.Request.ReadSmallFormAsync(LongestForm) is not { } form)
        {
            await SignInPage.Ask("/", appService.IsOn, "The form did not come from this page. Try again.").WriteAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        var goOnTo = OwnPath(form["return"].ToString());
        if (await session.SignInAsync(context, form["token"].ToString()))
            SeeOther(context, goOnTo);
        else
            await SignInPage.Ask(goOnTo, appService.IsOn, "The token is unknown, expired or revoked.").WriteAsync(context, StatusCodes.Status401Unauthorized);
    }

    private static async Task SignOutAsync(HttpContext context, PageSession session, AppServiceAuthentication appService)
    {
        if (!RequestOrigin.IsNotForeign(context.Request))
        {
            await SignInPage.Ask("/", appService.IsOn, "The form did not come from this page.").WriteAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        session.SignOut(context);
        SeeOther(context, "/sign-in");
    }

    // Anything but a path of ours could lead a person who just signed in to a foreign page.
    private static string OwnPath(string path) => path is ['/', not ('/' or '\\'), ..] && !path.Any(char.IsControl) && path.All(char.IsAscii) ? path : "/";

    private static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        context.Response.Headers.CacheControl = "no-store";
    }
}
