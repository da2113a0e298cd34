using Pipeline.Definitions;
using Pipeline.Definitions.Documents;
using Pipeline.Functions.Settings;

namespace Pipeline.Functions.Pipelines;

/// <summary>A pipeline document that was read and found valid.</summary>
public sealed record ValidDocument
{
    /// <summary>The document as it was sent.</summary>
    public required string Text { get; init; }

    /// <summary>Its notation.</summary>
    public required DocumentFormat Format { get; init; }

    /// <summary>What it says.</summary>
    public required PipelineDefinition Definition { get; init; }

    /// <summary>Tells it apart from other documents.</summary>
    public string Digest => PipelineRevision.DigestOf(Text, Format);

    /// <summary>The names of the secrets that it refers to.</summary>
    public IReadOnlyList<string> Secrets => SecretNames.In(Definition);

    /// <summary>The settings that it names, as <c>kind/name</c>.</summary>
    public IReadOnlyList<string> Settings => SettingUses.In(Definition);
}
