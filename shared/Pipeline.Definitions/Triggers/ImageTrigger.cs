namespace Pipeline.Definitions.Triggers;

/// <summary>Pushes of a container image.</summary>
public sealed record ImageTrigger : TriggerDefinition
{
    /// <summary>The type's word in documents.</summary>
    public const string TypeName = "image";

    /// <summary>The name of the registry's setting.</summary>
    public required string Registry { get; init; }

    /// <summary>The image without registry and tag, for example <c>team/shop</c>.</summary>
    public required string Image { get; init; }

    /// <summary>A regular expression that the whole tag must match; null: any tag but <c>latest</c>.</summary>
    public string? Tag { get; init; }

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string Key => $"{TypeName}/{Registry}";
}
