namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>Ends a request with a problem from any depth of its code.</summary>
public sealed class ProblemException(int status, string code, string title, string detail, Exception? innerException = null)
    : Exception(detail, innerException)
{
    /// <summary>The HTTP status code.</summary>
    public int Status { get; } = status;

    /// <summary>One of <see cref="ProblemCode"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The kind of problem for people.</summary>
    public string Title { get; } = title;

    /// <summary>Every single fault.</summary>
    public IReadOnlyList<ProblemFault>? Errors { get; init; }

    /// <summary>The decision that stands, when this one came too late.</summary>
    public ProblemDecision? Decision { get; init; }

    /// <summary>400 for the whole request.</summary>
    public static ProblemException Invalid(string detail, Exception? innerException = null) =>
        new(StatusCodes.Status400BadRequest, ProblemCode.InvalidRequest, "The request is not valid", detail, innerException);

    /// <summary>400 for one field of it.</summary>
    public static ProblemException InvalidField(string field, string message) =>
        new(StatusCodes.Status400BadRequest, ProblemCode.InvalidRequest, "The request is not valid", $"{field}: {message}")
        {
            Errors = [new ProblemFault { Path = field, Message = message }],
        };

    /// <summary>404.</summary>
    public static ProblemException NotFound(string detail) =>
        new(StatusCodes.Status404NotFound, ProblemCode.NotFound, "Not found", detail);

    /// <summary>409: the state does not allow it.</summary>
    public static ProblemException Conflict(string detail) =>
        new(StatusCodes.Status409Conflict, ProblemCode.Conflict, "The present state does not allow this", detail);

    /// <summary>409: others refer to it.</summary>
    public static ProblemException InUse(string detail) =>
        new(StatusCodes.Status409Conflict, ProblemCode.InUse, "It is in use", detail);

    /// <summary>412: it has changed, or is or is not there against the condition.</summary>
    public static ProblemException PreconditionFailed(string detail) =>
        new(StatusCodes.Status412PreconditionFailed, ProblemCode.PreconditionFailed, "The condition does not hold", detail);

    /// <summary>401.</summary>
    public static ProblemException Unauthenticated(string detail) =>
        new(StatusCodes.Status401Unauthorized, ProblemCode.Unauthenticated, "Who are you?", detail);

    /// <summary>403.</summary>
    public static ProblemException Forbidden(string detail) =>
        new(StatusCodes.Status403Forbidden, ProblemCode.Forbidden, "Not allowed", detail);
}
