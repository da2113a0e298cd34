using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Events.Hooks;

/// <summary>Reads what a webhook source sends: any JSON, whose <c>parameters</c> and <c>artifacts</c> go to the run (Spinnaker's webhook trigger).</summary>
internal static class WebhookHook
{
    /// <exception cref="ProblemException">400: parameters that are no map, artifacts that are none.</exception>
    public static TriggerEvent Read(string source, JsonObject payload)
    {
        if (payload["parameters"] is { } parameters and not JsonObject)
            throw ProblemException.InvalidField("parameters", $"This must be a map of the run's parameters by name, not {parameters.GetValueKind()}.");

        var artifacts = ArtifactPayload.Read(payload["artifacts"]);
        if (!artifacts.IsValid)
            throw ProblemException.InvalidField($"artifacts{artifacts.Faults[0].Path}", artifacts.Faults[0].Message);
        // Parameters may be secrets, which a payload would show; expressions read them as trigger.parameters.
        var rest = payload.DeepClone().AsObject();
        rest.Remove("parameters");
        rest.Remove("artifacts");
        return new()
        {
            Key = $"webhook/{source}",
            By = source,
            Summary = $"call of {source}",
            Payload = rest,
            Parameters = payload["parameters"]?.DeepClone().AsObject(),
            Artifacts = artifacts.Artifacts,
        };
    }
}
