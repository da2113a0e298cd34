using System.Diagnostics.CodeAnalysis;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>A pipeline document that names a template instead of saying what the pipeline does, not expanded yet.</summary>
public sealed record TemplateInstance
{
    internal const string TemplatePath = "spec.template";
    internal const string VariablesPath = TemplatePath + ".variables";

    /// <summary>The pipeline's name.</summary>
    public required string Name { get; init; }

    /// <summary>The pipeline's application.</summary>
    public required string Application { get; init; }

    /// <summary>The template's name.</summary>
    public required string Template { get; init; }

    /// <summary>The template's revision; null: the newest.</summary>
    public int? Revision { get; init; }

    /// <summary>A fault of what it says of its template, with its place in the document.</summary>
    /// <param name="field"><c>name</c> or <c>revision</c>.</param>
    /// <param name="code">What kind of fault it is: one of <see cref="DefinitionFaultCode"/>.</param>
    /// <param name="message">What is wrong and how to put it right.</param>
    /// <param name="candidates">What could have been written; the nearest is suggested.</param>
    public DefinitionFault FaultOf(string field, string code, string message, IEnumerable<string>? candidates = null)
    {
        var suggestion = Place[field] is DocumentScalar written && candidates is not null ? NearestName.Find(written.Text, candidates) : null;
        var at = (Place[field] ?? Place).Place;
        return new()
        {
            Path = $"{TemplatePath}.{field}",
            Line = at.Line,
            Column = at.Column,
            Code = code,
            Message = suggestion is null ? message : $"{message} Did you mean '{suggestion}'?",
            Suggestion = suggestion,
        };
    }

    /// <summary>The pipeline's metadata as written.</summary>
    internal DocumentMapping Metadata { get; init; } = new([], DocumentPlace.Start);

    /// <summary>The values that it gives to variables; null: none.</summary>
    internal DocumentMapping? Variables { get; init; }

    /// <summary>Its <c>spec.template</c>, where faults are shown that are not its own.</summary>
    internal DocumentMapping Place { get; init; } = new([], DocumentPlace.Start);

    /// <summary>What it says itself of the pipeline: <c>description</c>, <c>disabled</c> and <c>triggers</c>.</summary>
    internal IReadOnlyList<DocumentField> Own { get; init; } = [];
}

/// <summary>What an instance's document says, or everything that is wrong with it before it is expanded.</summary>
public sealed record TemplateInstanceParseResult
{
    /// <summary>The instance; null when there is a fault.</summary>
    public TemplateInstance? Instance { get; init; }

    /// <summary>All faults, in the order of the document.</summary>
    public IReadOnlyList<DefinitionFault> Faults { get; init; } = [];

    /// <summary>Whether the document can be expanded.</summary>
    [MemberNotNullWhen(true, nameof(Instance))]
    public bool IsValid => Instance is not null;
}
