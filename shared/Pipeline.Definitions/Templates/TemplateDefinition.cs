using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>
/// A pipeline with variables in it. An instance names it and gives the variables values; it is expanded when the instance is put, never when
/// it runs.
/// </summary>
/// <remarks>The idea is Spinnaker's pipeline templates V2; <c>${variables.x}</c> is its <c>${templateVariables.x}</c>.</remarks>
public sealed record TemplateDefinition
{
    /// <summary>Its name, a lower-case slug that is part of its address.</summary>
    public required string Name { get; init; }

    /// <summary>The only application whose pipelines may be instances; null: those of all.</summary>
    public string? Application { get; init; }

    /// <summary>What it is for, in the author's words.</summary>
    public string? Description { get; init; }

    /// <summary>What an instance gives values to; declared as the parameters of a pipeline are.</summary>
    public IReadOnlyList<ParameterDefinition> Variables { get; init; } = [];

    /// <summary>The spec of the pipeline as written, with the places of everything in it.</summary>
    internal DocumentMapping Pipeline { get; init; } = new([], DocumentPlace.Start);

    /// <summary>The document that <see cref="Pipeline"/> was read from.</summary>
    internal string Text { get; init; } = "";
}
