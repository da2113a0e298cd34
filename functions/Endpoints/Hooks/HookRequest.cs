using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints.Hooks;

/// <summary>What a hook's call brought: its bytes, which are what is signed, and the JSON in them.</summary>
internal sealed record HookRequest(ReadOnlyMemory<byte> Body, IHeaderDictionary Headers, IQueryCollection Query)
{
    /// <summary>GitHub sends up to 25 MB, but tells of 2,048 commits in far less.</summary>
    public const int LargestBody = 3 * 1024 * 1024;

    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Reads the body as far as it may be long.</summary>
    /// <exception cref="ProblemException">413.</exception>
    public static async Task<HookRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LargestBody)
            throw TooLarge();

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestBody)
                throw TooLarge();
        }

        return new(body.ToArray(), request.Headers, request.Query);
    }

    /// <summary>A header; null when it is not there, or there several times.</summary>
    public string? Header(string name) => Headers[name] is [{ Length: > 0 and <= 1024 } value] ? value : null;

    /// <summary>Tells the body from any other.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Body.Span));

    /// <summary>The body, or, of a form, its field <c>payload</c> (GitHub's other content type).</summary>
    /// <exception cref="ProblemException">400: it is no JSON object.</exception>
    public JsonObject Payload()
    {
        try
        {
            var text = Header("Content-Type")?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) == true
                ? new Microsoft.AspNetCore.WebUtilities.FormReader(System.Text.Encoding.UTF8.GetString(Body.Span)) { ValueLengthLimit = LargestBody }.ReadForm()["payload"].ToString()
                : null;
            var options = new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false };
            var payload = text is null ? JsonNode.Parse(Body.Span, documentOptions: options) : JsonNode.Parse(text, documentOptions: options);
            return payload is JsonObject map && JsonText.IsWellFormed(map) ? map : throw ProblemException.Invalid("The body must be a JSON object, without NULs and halves of surrogate pairs.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            throw ProblemException.Invalid("The body is no JSON object. Choose application/json as the hook's content type.", exception);
        }
    }

    private static ProblemException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, ProblemCode.TooLarge, "The body is too large", $"The body of a hook may have {LargestBody / 1024 / 1024} MiB.");
}
