using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>
/// A webhook that an operator of Spinnaker has prepared and given a type of its own (reference C2). What was prepared is configuration of that
/// server; a pipeline has the parameters only.
/// </summary>
internal static class CustomWebhookImport
{
    public const string Type = "feature.custom-webhook";

    // What the user interface copies from what was prepared.
    private static readonly string[] Prepared =
    [
        "url", "method", "payload", "customHeaders", "waitForCompletion", "statusUrlResolution", "statusUrlJsonPath", "statusJsonPath", "progressJsonPath",
        "successStatuses", "canceledStatuses", "terminalStatuses", "user",
    ];

    public static StageTypeImport Of(string name) => new(Type, stage => Convert(stage, name));

    private static IReadOnlyList<ImportedStep> Convert(StageSource stage, string name)
    {
        stage.Fields.Ignore(Prepared);
        stage.Fields.Miss(
            "alias", "what the operator has prepared for this type of stage", "it is not part of the pipeline", $"Make it once with PUT /api/settings/custom-webhooks/{name}.");
        var with = new JsonObject { ["webhook"] = name };
        stage.CopyValue(with, "parameterValues", "parameters");
        return [new(Type, with)];
    }
}
