namespace Pipeline.Stages.Deploy;

/// <summary>What stages that change objects put out.</summary>
internal static class DeployOutputs
{
    /// <summary>The objects that the stage worked on.</summary>
    public static StageOutput Objects { get; } = new("objects", "The objects: kind, namespace (null for kinds without one), name.");

    /// <summary>The outputs of stages that change objects.</summary>
    public static IReadOnlyList<StageOutput> Changed { get; } =
    [
        Objects,
        new("changes", "What was changed, for each object: object, action, resourceVersionBefore, resourceVersionAfter, diff (lines that begin with '+', '-' or '~'; values of Secrets are hidden)."),
    ];
}
