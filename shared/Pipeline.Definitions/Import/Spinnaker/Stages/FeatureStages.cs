using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages of flow control (reference C1), webhooks and canary analysis.</summary>
internal static class FeatureStages
{
    public static IEnumerable<KeyValuePair<string, StageTypeImport>> All { get; } = new Dictionary<string, StageTypeImport>
    {
        ["checkPreconditions"] = new(PreconditionImport.Type, PreconditionImport.Convert),
        [StageOutline.EvaluateVariables] = new("feature.evaluate-variables", Variables),
        ["findArtifactFromExecution"] = new("feature.find-artifact-from-execution", FindArtifact),
        ["kayentaCanary"] = new("feature.canary-analysis"),
        ["manualJudgment"] = new("feature.judgement", JudgementImport.Convert),
        ["pipeline"] = new("feature.run-pipeline", RunPipeline),
        ["savePipelinesFromArtifact"] = new("feature.save-pipelines"),
        ["wait"] = new("feature.wait", Wait),
        ["webhook"] = new("feature.webhook", WebhookImport.Convert),
    };

    private static IReadOnlyList<ImportedStep> Wait(StageSource stage)
    {
        stage.Fields.Miss("skipWaitText", "the text shown to whoever skips the wait", "no counterpart", "Say it in 'comments'.");
        return [new("feature.wait", new() { ["duration"] = stage.Seconds("waitTime") ?? "0" })];
    }

    private static IReadOnlyList<ImportedStep> Variables(StageSource stage)
    {
        var variables = new JsonArray();
        var before = new List<string>();
        foreach (var variable in stage.Fields.Maps("variables"))
        {
            var name = variable.Text("key") ?? "";
            var fields = new JsonObject
            {
                ["name"] = name,
                ["value"] = stage.Expressions.Convert(variable.Take("value"), variable.PathOf("value"), before),
            };
            if (variable.TextIfAny("description") is { } description)
                fields["description"] = stage.Expressions.Convert(description, variable.PathOf("description"), before);
            variable.Ignore("sourceValue");
            before.Add(name);
            variables.Add((JsonNode)fields);
        }

        return [new("feature.evaluate-variables", new() { ["variables"] = variables })];
    }

    private static IReadOnlyList<ImportedStep> RunPipeline(StageSource stage)
    {
        var with = new JsonObject();
        stage.CopyText(with, "pipeline");
        PipelineNames.ReportId(stage.Fields, "pipeline");
        stage.CopyText(with, "application");
        stage.CopyValue(with, "pipelineParameters", "parameters");
        stage.CopySwitch(with, "waitForCompletion", "wait", @default: true);
        stage.Fields.Ignore("skipDownstreamOutput");
        stage.Fields.Miss("skippable", "that the stage can be skipped while the other pipeline runs", "a stage that runs a pipeline cannot be skipped", "Cancel the other run instead.");
        return [new("feature.run-pipeline", with)];
    }

    private static IReadOnlyList<ImportedStep> FindArtifact(StageSource stage)
    {
        var with = new JsonObject();
        stage.CopyText(with, "application");
        stage.CopyText(with, "pipeline");
        PipelineNames.ReportId(stage.Fields, "pipeline");
        if (stage.Fields.Map("executionOptions") is { } options)
        {
            string[] statuses = [.. new[] { ("successful", "SUCCEEDED"), ("terminal", "TERMINAL"), ("running", "RUNNING") }.Where(status => options.Boolean(status.Item1) is true).Select(status => status.Item2)];
            if (statuses.Length > 0)
                with["statuses"] = new JsonArray([.. statuses.Select(status => (JsonNode)status)]);
        }

        with["artifacts"] = new JsonArray([.. stage.Fields.Maps("expectedArtifacts").Select(artifact => (JsonNode)ArtifactImport.Read(artifact, isProduced: true))]);
        return [new("feature.find-artifact-from-execution", with)];
    }
}
