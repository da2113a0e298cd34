using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Pipeline.Definitions;

namespace Pipeline.Stages.Settings.CustomStages;

/// <summary>A value that whoever uses an operator's stage gives it.</summary>
/// <remarks>Properties with a default are settable: the generated reader would overwrite the default of an init-only one.</remarks>
public sealed record CustomStageParameter
{
    /// <summary>Its name: letters, digits, dots, dashes and underscores, read as <c>${parameterValues['name']}</c>.</summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_.-]{0,62}$")]
    public required string Name { get; init; }

    /// <summary>What a form shows instead of the name.</summary>
    public string? Label { get; init; }

    /// <summary>What the value is for.</summary>
    public string? Description { get; init; }

    /// <summary>The type that a value must have.</summary>
    public ParameterType Type { get; init; }

    /// <summary>Whether a stage must give a value; a default satisfies it.</summary>
    public bool Required { get; init; }

    /// <summary>The value where a stage gives none.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The only values allowed; left out: any of the type.</summary>
    public IReadOnlyList<JsonNode> Options { get; set; } = [];

    /// <summary>The regular expression that the whole of a text must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>The parameter as the rules of parameters know it.</summary>
    internal ParameterDefinition Definition => new()
    {
        Name = Name,
        Label = Label,
        Description = Description,
        Type = Type,
        Required = Required,
        Default = Default,
        Options = Options,
        Pattern = Pattern,
    };
}
