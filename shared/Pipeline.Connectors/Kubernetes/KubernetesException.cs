namespace Pipeline.Connectors.Kubernetes;

/// <summary>A cluster gives no answer, or refuses. The message has the server's own reason and message, and names no credential.</summary>
public sealed class KubernetesException(KubernetesFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public KubernetesFailure Failure { get; } = failure;

    /// <summary>The status code of the answer; null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The API's own reason, for example <c>NotFound</c>; null when there was none.</summary>
    public string? Reason { get; init; }

    /// <summary>The fields at fault with the server's words (causes of a 422, managers of a conflict).</summary>
    public IReadOnlyList<KubernetesCause> Causes { get; init; } = [];

    /// <summary>When the server will answer again, counted from now.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same may well succeed a little later.</summary>
    public bool IsPassing => Failure is KubernetesFailure.Unreachable or KubernetesFailure.TimedOut or KubernetesFailure.RateLimited or KubernetesFailure.ServerError;
}

/// <summary>One cause of a refusal.</summary>
/// <param name="Field">The field's path, for example <c>spec.replicas</c>; null when the cause is of the whole object.</param>
/// <param name="Message">The server's words.</param>
public sealed record KubernetesCause(string? Field, string Message);

/// <summary>The ways in which a call to a cluster can fail.</summary>
public enum KubernetesFailure
{
    /// <summary>The credential is missing, wrong or expired (401).</summary>
    Unauthorized,

    /// <summary>The identity may not do this (403).</summary>
    Forbidden,

    /// <summary>There is no such object or namespace (404).</summary>
    NotFound,

    /// <summary>The server does not serve the kind.</summary>
    KindNotFound,

    /// <summary>The object exists already (409 AlreadyExists).</summary>
    AlreadyExists,

    /// <summary>The object has changed since, or another field manager owns fields (409 Conflict).</summary>
    Conflict,

    /// <summary>The object is not valid (400, 422), with <see cref="KubernetesException.Causes"/>.</summary>
    Invalid,

    /// <summary>The server has forgotten the version of a list or watch (410).</summary>
    Expired,

    /// <summary>The server wants to be asked later (429).</summary>
    RateLimited,

    /// <summary>The server is faulty for the moment (5xx).</summary>
    ServerError,

    /// <summary>It took longer than allowed.</summary>
    TimedOut,

    /// <summary>The server gave no answer.</summary>
    Unreachable,

    /// <summary>The address rules of outgoing calls refuse the server, or its certificate is not trusted.</summary>
    Refused,

    /// <summary>The configuration (kubeconfig, credential plug-in) cannot be used.</summary>
    Misconfigured,

    /// <summary>The answer is not an API server's, or one that is not known here.</summary>
    Unexpected,
}
