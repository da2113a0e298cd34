namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>What stands behind a status code that was set without a body, by routing for example.</summary>
internal static class BareStatus
{
    public static ProblemException? Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => QueryFault.Find(context) ?? ProblemException.Invalid("The request cannot be understood."),
        StatusCodes.Status404NotFound => ProblemException.NotFound(
            $"There is nothing at {context.Request.Path}. GET /api/openapi.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new ProblemException(
            StatusCodes.Status405MethodNotAllowed,
            ProblemCode.MethodNotAllowed,
            "The method is not allowed here",
            $"{context.Request.Path} takes {context.Response.Headers.Allow}, not {context.Request.Method}."),
        StatusCodes.Status413PayloadTooLarge => new ProblemException(
            StatusCodes.Status413PayloadTooLarge, ProblemCode.TooLarge, "The body is too large", "The body is larger than the server takes (8 MiB)."),
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType("application/json"),
        _ => null,
    };

    public static ProblemException UnsupportedMediaType(string allowed) => new(
        StatusCodes.Status415UnsupportedMediaType,
        ProblemCode.UnsupportedMediaType,
        "The media type is not understood",
        $"Send the body with 'Content-Type: {allowed}'.");
}
