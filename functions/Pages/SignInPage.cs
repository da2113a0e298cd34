namespace Pipeline.Functions.Pages;

/// <summary>The page on which a browser is given a token.</summary>
internal static class SignInPage
{
    /// <summary>Asks for a token.</summary>
    /// <param name="goOnTo">The path of ours to go on to.</param>
    /// <param name="problem">Why the form comes back; null the first time.</param>
    public static Html Ask(string goOnTo, string? problem = null) => Page.Of("en", "Sign in", Html.Of($"""
        {(problem is null ? Html.Empty : Html.Of($"<p role=\"alert\" class=\"TERMINAL\">{problem}</p>"))}
        <form method="post" action="/sign-in">
        <input type="hidden" name="return" value="{goOnTo}">
        <label>Personal access token <input type="password" name="token" autocomplete="current-password" required autofocus></label>
        <button>Sign in</button>
        </form>
        <p class="quiet">The first start of the server prints an administrator's token; administrators make the others with <code>pipeline token create</code>.</p>
        """));

    /// <summary>Loads the page again from a page of ours: after a link from elsewhere the browser holds the cookie back once.</summary>
    public static Html Reload() => Page.Of("en", "Pipeline", Html.Of($"<p>One moment…</p>"), refresh: 0);
}
