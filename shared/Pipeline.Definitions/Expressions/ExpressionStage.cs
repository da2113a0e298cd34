using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Expressions;

/// <summary>A stage of the run as expressions see it: <c>#stage('Deploy').outputs.image</c>, or <c>deploy.image</c> for the output alone.</summary>
public sealed record ExpressionStage
{
    /// <summary>The stage's id in the document (Spinnaker's <c>refId</c>).</summary>
    public required string Id { get; init; }

    /// <summary>The stage's name as people see it; the id when it has none.</summary>
    public required string Name { get; init; }

    /// <summary>The stage type, for example <c>feature.webhook</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The stage's status in the words of the HTTP API, for example <c>SUCCEEDED</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The inputs of the latest attempt as evaluated; secrets in it are references.</summary>
    public JsonObject Inputs { get; init; } = [];

    /// <summary>The outputs of the latest attempt. They come from outside, so text in them is never taken for a secret's reference.</summary>
    public JsonObject Outputs { get; init; } = [];

    /// <summary>The option that was chosen, when a person judged this stage.</summary>
    public string? JudgementInput { get; init; }

    /// <summary>When the latest attempt started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the latest attempt ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Number of the latest attempt, from 1.</summary>
    public int Attempt { get; init; } = 1;
}
