using Pipeline.Definitions.Documents;

namespace Pipeline.Functions.Templates;

/// <summary>A template's document as somebody sent it. Revisions never change.</summary>
public sealed record TemplateRevision
{
    /// <summary>The template's name.</summary>
    public required string Name { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The notation of <see cref="Text"/>.</summary>
    public required DocumentFormat Format { get; init; }

    /// <summary>The document, comments and all.</summary>
    public required string Text { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }
}
