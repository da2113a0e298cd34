using Pipeline.Functions.Access.AppService;

namespace Pipeline.Functions.Pages;

/// <summary>The page on which a browser is signed in: by a token, or by the platform where that signs people in.</summary>
internal static class SignInPage
{
    /// <summary>Asks for a token.</summary>
    /// <param name="goOnTo">The path of ours to go on to.</param>
    /// <param name="byAppService">Whether App Service authentication is on, which then comes first.</param>
    /// <param name="problem">Why the form comes back; null the first time.</param>
    public static Html Ask(string goOnTo, bool byAppService, string? problem = null) => Page.Of("en", "Sign in", Html.Of($"""
        {(problem is null ? Html.Empty : Html.Of($"<p role=\"alert\" class=\"TERMINAL\">{problem}</p>"))}
        {(byAppService ? Html.Of($"<p><a href=\"{AppServiceAuthentication.SignInPath(goOnTo)}\">Sign in with Microsoft Entra ID</a></p><p class=\"quiet\">or with a token:</p>") : Html.Empty)}
        <form method="post" action="/sign-in">
        <input type="hidden" name="return" value="{goOnTo}">
        <label>Personal access token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
        <button>Sign in</button>
        </form>
        <p class="quiet">{(byAppService ? "" : "The first start of the server prints an administrator's token. ")}Administrators make tokens with <code>pipeline token create</code>.</p>
        """));

    /// <summary>Says why somebody whom the platform has signed in may not go on, and lets another person sign in.</summary>
    public static Html Refuse(string problem) => Page.Of("en", "Not allowed", Html.Of($"""
        <p role="alert">{problem}</p>
        <p><a href="{AppServiceAuthentication.SignOutPath}">Sign out</a></p>
        """));

    /// <summary>Loads the page again from a page of ours: after a link from elsewhere the browser holds the cookie back once.</summary>
    public static Html Reload() => Page.Of("en", "Pipeline", Html.Of($"<p>One moment…</p>"), refresh: 0);
}
