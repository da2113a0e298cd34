namespace Pipeline.Definitions.Triggers;

/// <summary>Calls of <c>POST /api/hooks/{source}</c>.</summary>
public sealed record WebhookTrigger : TriggerDefinition
{
    /// <summary>The type's word in documents.</summary>
    public const string TypeName = "webhook";

    /// <summary>The last part of the address.</summary>
    public required string Source { get; init; }

    /// <summary>JSONPaths into the body, and the regular expression that a value there must match as a whole.</summary>
    public IReadOnlyDictionary<string, string> Constraints { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override string Key => $"{TypeName}/{Source}";
}
