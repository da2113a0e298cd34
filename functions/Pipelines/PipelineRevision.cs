using System.Security.Cryptography;
using System.Text;
using Pipeline.Definitions.Documents;

namespace Pipeline.Functions.Pipelines;

/// <summary>A pipeline's document as somebody sent it. Revisions never change.</summary>
public sealed record PipelineRevision
{
    /// <summary>The pipeline's name.</summary>
    public required string Name { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The notation of <see cref="Text"/>.</summary>
    public required DocumentFormat Format { get; init; }

    /// <summary>The document, comments and all.</summary>
    public required string Text { get; init; }

    /// <summary>The template that it is an instance of; null when it is none.</summary>
    public Definitions.Templates.TemplateUse? Template { get; init; }

    /// <summary>What an instance was expanded to when it was made, a pipeline document in JSON; null for other documents.</summary>
    public string? Expanded { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Tells documents apart; a changed comment is a change.</summary>
    public static string DigestOf(string text, DocumentFormat format) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{format}\n{text}")));
}
