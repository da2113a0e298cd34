using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>A stage of the document as far as its type says it; one stage of Spinnaker can become several, one after the other.</summary>
/// <param name="Type">The stage type.</param>
/// <param name="With">Its inputs.</param>
internal sealed record ImportedStep(string Type, JsonObject With)
{
    /// <summary>What its failure means where that is not what the stage says; null: it is.</summary>
    public FailurePolicy? OnFailure { get; init; }

    /// <summary>Whether a person can refuse it.</summary>
    public bool CanBeRefused { get; init; }
}
