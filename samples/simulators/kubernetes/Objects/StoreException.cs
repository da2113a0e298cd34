namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>A write that the server refuses, with its status code, reason and words.</summary>
public sealed class StoreException(int code, string reason, string message) : Exception(message)
{
    /// <summary>The status code.</summary>
    public int Code { get; } = code;

    /// <summary>The API's reason, for example <c>Conflict</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>The fields at fault: the reason of each, its words and its path.</summary>
    public IReadOnlyList<(string Reason, string Message, string Field)> Causes { get; init; } = [];

    /// <summary>The kind and name that it is about.</summary>
    public (string Group, string Kind, string Name)? About { get; init; }

    /// <summary>How many seconds to wait; null where waiting does not help.</summary>
    public int? RetryAfterSeconds { get; init; }
}
