using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions;

namespace Pipeline.Stages.Kernel;

/// <summary>Whether a stage runs at all: its <c>enabledIf</c>.</summary>
internal static class StageCondition
{
    private const int LongestShown = 300;

    /// <summary>Null when the stage runs; else the reason why it is skipped.</summary>
    /// <exception cref="StageFailedException">The expression fails, or is neither true nor false: a stage is never skipped by mistake.</exception>
    public static async ValueTask<string?> SkippedAsync(StageEvaluation evaluation, StageDefinition stage, CancellationToken cancellationToken)
    {
        if (stage.EnabledIf is not { } expression)
            return null;

        var result = await evaluation.EvaluateAsync(JsonValue.Create(expression), "enabledIf", null, cancellationToken);
        if (!result.Succeeded)
            throw new StageFailedException(new StageError("enabled-if", $"enabledIf: {result.Faults[0]}"));

        var isTrue = Truth(result.Value)
            ?? throw new StageFailedException(new StageError("enabled-if", $"enabledIf must be true or false, but {Shown(expression)} is {KindOf(result.Value)}."));
        return isTrue ? null : $"enabledIf is false: {Shown(expression)}";
    }

    /// <summary>Texts count as in Spinnaker: <c>true</c> and <c>false</c>, in any case.</summary>
    private static bool? Truth(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetValue<string>(), out var truth) => truth,
        _ => null,
    };

    /// <summary>Never the value itself, which a parameter may have to keep secret.</summary>
    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => "another text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "a map",
        _ => "null",
    };

    private static string Shown(string expression) => expression.Length <= LongestShown ? expression : expression[..LongestShown] + "…";
}
