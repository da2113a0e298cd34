using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>The webhook stage, whose inputs have Spinnaker's names but for its headers and its waits (reference C2).</summary>
internal static class WebhookImport
{
    private static readonly string[] Texts =
    [
        "statusUrlResolution", "statusUrlJsonPath", "statusEndpoint", "statusJsonPath", "progressJsonPath", "cancelEndpoint",
    ];

    private static readonly string[] Values =
    [
        "payload", "failFastStatusCodes", "retryStatusCodes", "webhookRetryStatusCodes", "retries", "successStatuses", "canceledStatuses", "terminalStatuses", "cancelPayload",
    ];

    public static IReadOnlyList<ImportedStep> Convert(StageSource stage)
    {
        var with = new JsonObject();
        stage.CopyText(with, "url");
        if (stage.Text("method") is { } method)
            with["method"] = Method(method);
        stage.CopyValue(with, "customHeaders", "headers");

        // An empty list says that no code fails at once; left out, 504 does.
        if (!stage.Fields.Says("failFastStatusCodes") && stage.Fields.Take("failFastStatusCodes") is JsonArray none)
            with["failFastStatusCodes"] = none;

        foreach (var name in Values)
            stage.CopyValue(with, name);
        foreach (var name in Texts)
            stage.CopyText(with, name);
        if (stage.Text("cancelMethod") is { } cancelMethod)
            with["cancelMethod"] = Method(cancelMethod);
        stage.CopySwitch(with, "waitForCompletion");
        stage.CopySwitch(with, "monitorOnly");
        stage.CopySwitch(with, "safeToRetry");
        if (stage.Seconds("waitBeforeMonitor") is { } wait)
            with["waitBeforeMonitor"] = wait;

        // It only opens the fields of the cancel call in the user interface.
        stage.Fields.Ignore("signalCancellation");
        stage.Fields.Miss("account", "the account", "a call needs none here", "Put what authenticates the call into 'headers', as ${secrets.name}.");
        return [new("feature.webhook", with)];
    }

    private static string Method(string method) => method.Contains("${", StringComparison.Ordinal) ? method : method.ToUpperInvariant();
}
