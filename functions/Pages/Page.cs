namespace Pipeline.Functions.Pages;

/// <summary>The frame around every plain page: readable on a phone, dark where the reader prefers it, and without a line of script.</summary>
public static class Page
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#8884;--good:#1a7f37;--bad:#cf222e;--busy:#9a6700;--quiet:#6e7781}
        *{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
        h1{font-size:1.4rem;margin:.5rem 0}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}a{color:inherit}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}
        pre,blockquote{white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid var(--line);margin:.5rem 0;padding:.25rem .75rem}
        form{margin:1rem 0}label{display:block;margin:.5rem 0}input[type=text],input[type=password],textarea,select{width:100%;font:inherit;padding:.5rem}
        button{font:inherit;padding:.75rem 1.5rem;margin:.5rem .5rem .5rem 0;border:1px solid var(--line);border-radius:.4rem;cursor:pointer}
        button.continue{background:var(--good);color:#fff}button.stop{background:var(--bad);color:#fff}
        @media(max-width:30rem){table{font-size:.875rem}th,td{padding:.35rem .25rem;overflow-wrap:anywhere}.status{font-size:.75rem}}
        .status{font-weight:600;white-space:nowrap}.SUCCEEDED{color:var(--good)}.TERMINAL,.STOPPED,.CANCELED,.FAILED_CONTINUE{color:var(--bad)}
        .RUNNING,.PAUSED,.BUFFERED{color:var(--busy)}.NOT_STARTED,.SKIPPED,.quiet{color:var(--quiet)}
        """;

    /// <summary>Makes a whole page.</summary>
    /// <param name="language">The language of its text, for readers' software: <c>en</c> or <c>ko</c>.</param>
    /// <param name="title">Its title and first heading.</param>
    /// <param name="body">What follows the heading.</param>
    /// <param name="refresh">After how many seconds it loads itself again; null: never.</param>
    public static Html Of(string language, string title, Html body, int? refresh = null) => Html.Of($"""
        <!doctype html>
        <html lang="{language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex">
        {(refresh is { } seconds ? Html.Of($"<meta http-equiv=\"refresh\" content=\"{seconds}\">\n") : Html.Empty)}<title>{title}</title>
        <style>{StyleElement}</style>
        </head>
        <body>
        <h1>{title}</h1>
        {body}
        </body>
        </html>

        """);

    /// <summary>The headers that keep a page from being framed, sniffed, cached or leaking its address.</summary>
    public static void Protect(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    }

    private static Html StyleElement { get; } = Html.OfMarkup(Style);
}
