using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Expressions;

/// <summary>
/// Everything an expression can see. A bare name is looked up in <see cref="Variables"/> first, then among the stages
/// (by id, then by name), whose outputs it stands for. <c>secrets</c> and <c>stages</c> are always there.
/// </summary>
public sealed record ExpressionScope
{
    /// <summary>
    /// The variables by name: <c>parameters</c>, <c>trigger</c>, <c>execution</c> and what else the caller offers. A value is asked
    /// for only when an expression names it, so the dictionary may produce values on demand. Values are never changed.
    /// </summary>
    public IReadOnlyDictionary<string, JsonNode?> Variables { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>The run's stages that an expression may look at, in the order of the document.</summary>
    public IReadOnlyList<ExpressionStage> Stages { get; init; } = [];

    /// <summary>Id of the stage whose configuration is evaluated; <see langword="null"/> outside a stage.</summary>
    public string? CurrentStageId { get; init; }

    /// <summary>The subject as whom the run's stages act; <see langword="null"/> outside a run.</summary>
    public string? CurrentUser { get; init; }

    /// <summary>What earlier evaluations asked for; <see langword="null"/> where nothing outside the run can be asked for.</summary>
    public IReadOnlyDictionary<ExpressionLookup, ExpressionAnswer>? Answers { get; init; }

    /// <summary>
    /// The names of the secrets that exist, so that a misspelt one is found at once; <see langword="null"/> when they are not
    /// known here, then a missing secret is found by <see cref="SecretReferences"/>.
    /// </summary>
    public IReadOnlyCollection<string>? SecretNames { get; init; }
}
