namespace Pipeline.Functions.Templates;

/// <summary>What is known of a template without reading its document.</summary>
public sealed record TemplateHead
{
    /// <summary>Its name, unique in the environment.</summary>
    public required string Name { get; init; }

    /// <summary>The only application whose pipelines may be instances; null: those of all.</summary>
    public string? Application { get; init; }

    /// <summary>What it is for, from the document.</summary>
    public string? Description { get; init; }

    /// <summary>The newest revision, counted from 1. Goes on after the template was deleted and made again.</summary>
    public required int Revision { get; init; }

    /// <summary>SHA-256 of the newest document, to know an identical one.</summary>
    public required string Digest { get; init; }

    /// <summary>When the newest revision was made.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string UpdatedBy { get; init; }

    /// <summary>When it was deleted; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
