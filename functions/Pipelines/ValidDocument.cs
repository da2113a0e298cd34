using Pipeline.Definitions;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
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

    /// <summary>The template that it is an instance of, at the revision that it was expanded from; null when it is none.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>What the document of an instance was expanded to, in JSON; null for other documents.</summary>
    public string? Expanded => Template is null ? null : PipelineDocument.ToJson(Definition);

    /// <summary>Tells it apart from other documents, and from the same document on another revision of its template.</summary>
    public string Digest => PipelineRevision.DigestOf(Template is null ? Text : $"{Text}\n{Template.Name}@{Template.Revision}", Format);

    /// <summary>The names of the secrets that it refers to.</summary>
    public IReadOnlyList<string> Secrets => SecretNames.In(Definition);

    /// <summary>The settings that it names, as <c>kind/name</c>.</summary>
    public IReadOnlyList<string> Settings => SettingUses.In(Definition);
}
