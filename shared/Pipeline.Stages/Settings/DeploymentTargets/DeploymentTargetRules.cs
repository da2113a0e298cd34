namespace Pipeline.Stages.Settings.DeploymentTargets;

/// <summary>What stages may do at a target.</summary>
public sealed record DeploymentTargetRules
{
    /// <summary>The target's name, for messages.</summary>
    public required string Target { get; init; }

    /// <summary>The only namespaces that stages may read and change; empty: all, and objects without a namespace.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>The namespace of objects that name none.</summary>
    public string DefaultNamespace { get; init; } = "default";

    /// <summary>Whether nothing may be changed; reading and dry runs are allowed.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Refuses a namespace that is not allowed.</summary>
    /// <param name="namespace">The namespace; null: of an object without one, which is allowed where all namespaces are.</param>
    /// <exception cref="StageFailedException">It is not allowed (<c>namespace-not-allowed</c>); the message lists those that are.</exception>
    public void CheckNamespace(string? @namespace)
    {
        if (Namespaces.Count == 0 || (@namespace is not null && Namespaces.Contains(@namespace, StringComparer.Ordinal)))
            return;

        var allowed = string.Join(", ", Namespaces);
        throw new StageFailedException(new StageError("namespace-not-allowed", @namespace is null
            ? $"The deployment target '{Target}' allows objects in the namespaces {allowed} only, none outside of namespaces."
            : $"The deployment target '{Target}' does not allow the namespace '{@namespace}'. Allowed: {allowed}."));
    }

    /// <summary>Refuses changes where the target is read-only.</summary>
    /// <exception cref="StageFailedException">It is (<c>target-read-only</c>).</exception>
    public void CheckWritable()
    {
        if (IsReadOnly)
        {
            throw new StageFailedException(new StageError(
                "target-read-only", $"The deployment target '{Target}' is read-only: stages may look and plan there, and change nothing. Clear its isReadOnly, or name another target."));
        }
    }
}
