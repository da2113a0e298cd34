using System.Text.Json.Nodes;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>The stage that deploys manifests (reference C6, deployManifest).</summary>
internal static class ManifestImport
{
    private const string Type = "deploy.manifest";

    public static IReadOnlyList<ImportedStep> Convert(StageSource stage)
    {
        var with = new JsonObject();
        stage.CopyText(with, "account", "target");
        Source(stage, with);
        stage.CopyText(with, "namespaceOverride", "namespace");
        stage.CopyValue(with, "requiredArtifactIds", "requiredArtifacts");
        stage.CopySwitch(with, "enableArtifactBinding", "bindArtifacts", @default: true);
        Selectors(stage, with);
        stage.CopySwitch(with, "allowNothingSelected");
        if (stage.Fields.Boolean("skipSpecTemplateLabels") is true)
            with["labelPods"] = false;
        if (stage.Fields.Number("stableManifestTimeoutMinutes") is { } minutes and > 0 && minutes <= (decimal)Duration.Longest.TotalMinutes)
            with["stableTimeout"] = Duration.Format(TimeSpan.FromMinutes((double)minutes));
        Traffic(stage, with);
        stage.Fields.Ignore("cloudProvider", "noOutput", "relationships", "manifestArtifactAccount", "versioned");
        stage.Fields.Miss("moniker", "the names of application and cluster, and all its fields", "they follow from the pipeline's application and the objects' names", "Look whether the names that later stages choose by are these.");
        stage.Fields.Miss("skipExpressionEvaluation", "that expressions in the manifests stay as they are", "manifests of artifacts are never evaluated here", "In manifests that stand in the stage, write ${\"${…}\"} for what is to stay.");
        stage.Fields.Miss("requiredArtifacts", "artifacts that stand in the stage, all its fields", "required artifacts are named by their ids", "Declare them under the pipeline's 'artifacts' with a default, and name them in 'requiredArtifacts'.");
        stage.Fields.Miss("optionalArtifacts", "artifacts that stand in the stage, all its fields", "what can be used is what the run has", "Declare them under the pipeline's 'artifacts' with a default.");
        return [new(Type, with)];
    }

    private static void Source(StageSource stage, JsonObject with)
    {
        var isArtifact = stage.Text("source") == "artifact";
        if (isArtifact)
        {
            stage.CopyText(with, "manifestArtifactId", "artifact");
            stage.Fields.Ignore("manifests");
            stage.Fields.Miss("manifestArtifact", "an artifact that stands in the stage, all its fields", "the artifact is named by its id, and a file in a repository by 'file'", "Write file: { source, repository, path, branch }, or declare the artifact under the pipeline's 'artifacts' with a default.");
            return;
        }

        stage.CopyValue(with, "manifests");
        stage.Fields.Ignore("manifestArtifactId", "manifestArtifact");
    }

    private static void Selectors(StageSource stage, JsonObject with)
    {
        var selectors = new JsonArray();
        foreach (var selector in stage.Fields.Map("labelSelectors")?.Maps("selectors") ?? [])
        {
            var written = new JsonObject { ["kind"] = selector.TextIfAny("kind") ?? "ANY" };
            if (selector.TextIfAny("key") is { } key)
                written["key"] = stage.Expressions.Convert(key, selector.PathOf("key"));
            if (selector.Says("values"))
                written["values"] = stage.Expressions.Convert(selector.Take("values"), selector.PathOf("values"));
            else
                selector.Ignore("values");
            selectors.Add((JsonNode)written);
        }

        if (selectors.Count > 0)
            with["labelSelectors"] = selectors;
    }

    private static void Traffic(StageSource stage, JsonObject with)
    {
        if (stage.Fields.Map("trafficManagement") is not { } management)
            return;

        var isEnabled = management.Boolean("enabled") is true;
        if (management.Map("options") is not { } options || !isEnabled)
        {
            management.Ignore("options");
            return;
        }

        var traffic = new JsonObject();
        if (options.Texts("services") is { Count: > 0 } services)
            traffic["services"] = new JsonArray([.. services.Select(service => (JsonNode)service)]);
        if (options.Boolean("enableTraffic") is not true)
            traffic["enable"] = false;
        if (options.TextIfAny("strategy") is { } strategy and not "none")
            traffic["strategy"] = strategy.ToLowerInvariant() is "redblack" or "bluegreen" ? "blue-green" : strategy.ToLowerInvariant();
        with["traffic"] = traffic;
    }
}
