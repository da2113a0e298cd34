namespace Pipeline.Definitions.Triggers;

/// <summary>The end of a run of another pipeline.</summary>
public sealed record PipelineTrigger : TriggerDefinition
{
    /// <summary>The type's word in documents.</summary>
    public const string TypeName = "pipeline";

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>How its run must have ended; SUCCEEDED when none is given.</summary>
    public IReadOnlyList<RunStatus> Statuses { get; init; } = [];

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string Key => $"{TypeName}/{Pipeline}";
}
