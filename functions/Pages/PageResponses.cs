namespace Pipeline.Functions.Pages;

/// <summary>Pages out, forms in.</summary>
internal static class PageResponses
{
    /// <summary>The methods that only read: scanners of mail and previews of chats look with HEAD before they look with GET.</summary>
    public static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Sends a page with the headers that protect it.</summary>
    public static async Task WriteAsync(this Html page, HttpContext context, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        Page.Protect(context.Response.Headers);
        await context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }

    /// <summary>Reads a form; null when there is none, or one that is broken or too large.</summary>
    public static async ValueTask<IFormCollection?> ReadSmallFormAsync(this HttpRequest request, int longest)
    {
        if (!request.HasFormContentType || request.ContentLength > longest)
            return null;
        try
        {
            return await request.ReadFormAsync(
                new() { BufferBodyLengthLimit = longest, ValueLengthLimit = longest, KeyLengthLimit = 64, ValueCountLimit = 32 }, request.HttpContext.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }
}
