namespace Pipeline.Functions.Endpoints.Problems;

/// <summary>The kinds of problems that the API answers with; part of its contract.</summary>
public static class ProblemCode
{
    /// <summary>400: the request cannot be understood or breaks a rule.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>400: a pipeline document has faults; <c>errors</c> lists them all.</summary>
    public const string InvalidDefinition = "invalid-definition";

    /// <summary>401: no identity, or one that is not known.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>403: the identity lacks a role.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404: there is no such thing.</summary>
    public const string NotFound = "not-found";

    /// <summary>405: the thing is there, but not for this method.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>406: none of the asked-for media types can be given.</summary>
    public const string NotAcceptable = "not-acceptable";

    /// <summary>409: the state of the thing does not allow it.</summary>
    public const string Conflict = "conflict";

    /// <summary>409: somebody decided before; <c>decision</c> names it.</summary>
    public const string AlreadyDecided = "already-decided";

    /// <summary>409: the thing is referred to by others.</summary>
    public const string InUse = "in-use";

    /// <summary>412: the thing has changed since it was read.</summary>
    public const string PreconditionFailed = "precondition-failed";

    /// <summary>413: the body is too large.</summary>
    public const string TooLarge = "too-large";

    /// <summary>415: the body's media type is not understood.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>500: a fault of the server's own.</summary>
    public const string Internal = "internal";

    /// <summary>502: a connected system gave no answer, or refused.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>503: the server stops or its storage cannot be reached; the request may be repeated.</summary>
    public const string Unavailable = "unavailable";
}
