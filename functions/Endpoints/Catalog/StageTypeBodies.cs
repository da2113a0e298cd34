using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Stages;

namespace Pipeline.Functions.Endpoints.Catalog;

/// <summary>A stage type, its texts in the language that the client likes best.</summary>
/// <param name="Type">The name in documents, for example <c>feature.webhook</c>.</param>
/// <param name="Group">The group it is listed under.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it does.</param>
/// <param name="Example">A stage of this type as one writes it, in YAML.</param>
/// <param name="CanSkip">Whether a person may skip it while it waits.</param>
/// <param name="DefaultTimeout">How long an attempt may take when the definition does not say; left out: for ever.</param>
/// <param name="Schema">The JSON Schema (draft 2020-12) of its <c>with</c>.</param>
/// <param name="Outputs">What it puts out.</param>
internal sealed record StageTypeAnswer(
    string Type,
    string Group,
    string Title,
    string Description,
    string? Example,
    bool CanSkip,
    string? DefaultTimeout,
    JsonObject Schema,
    IReadOnlyList<StageOutput> Outputs)
{
    /// <summary>Where an operator has defined it, as kind and name of a setting, for example <c>custom-webhooks/announce</c>; left out: it is built in.</summary>
    public string? Setting { get; init; }

    public static StageTypeAnswer Of(StageType type, StageTypeDescription description, bool korean) => new(
        type.Name,
        type.Group,
        korean ? type.KoreanTitle : type.Title,
        description.Description,
        description.Example,
        type.CanSkip,
        type.DefaultTimeout is { } timeout ? Definitions.Durations.Duration.Format(timeout) : null,
        description.InputSchema,
        type.Outputs);
}

/// <summary>Stage types.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record StageTypeList(IReadOnlyList<StageTypeAnswer> Items);
