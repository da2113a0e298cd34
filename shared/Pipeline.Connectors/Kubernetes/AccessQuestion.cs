namespace Pipeline.Connectors.Kubernetes;

/// <summary>Whether an identity may do something (SelfSubjectAccessReview).</summary>
public sealed record AccessQuestion
{
    /// <summary>For example <c>patch</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>The group, empty for the core.</summary>
    public required string Group { get; init; }

    /// <summary>The plural, for example <c>deployments</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>For example <c>scale</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>The namespace; null: all of them.</summary>
    public string? Namespace { get; init; }
}

/// <summary>What the server says of an access question.</summary>
/// <param name="IsAllowed">Whether it may.</param>
/// <param name="Reason">The server's words, where it gives any.</param>
public sealed record AccessAnswer(bool IsAllowed, string? Reason);
