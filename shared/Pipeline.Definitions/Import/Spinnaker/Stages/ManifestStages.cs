using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages that work on objects of a Kubernetes cluster which are there already, Spinnaker's and NHN's (reference C6, E2).</summary>
internal static class ManifestStages
{
    private static readonly string[] Criteria = ["newest", "second-newest", "oldest", "largest", "smallest"];

    public static IReadOnlyList<ImportedStep> Delete(StageSource stage)
    {
        var with = Selected(stage);
        if (stage.Fields.Map("options") is { } options)
        {
            if (options.Boolean("orphanDependents") is true || options.Boolean("cascading") is false)
                with["cascading"] = "orphan";
            else if (options.TextIfAny("cascading")?.ToLowerInvariant() is "foreground" or "orphan")
                with["cascading"] = options.TextIfAny("cascading")!.ToLowerInvariant();
            if (options.Number("gracePeriodSeconds") is { } seconds)
                with["gracePeriod"] = string.Create(CultureInfo.InvariantCulture, $"{decimal.Truncate(seconds)}s");
        }

        return [new("deploy.delete", with)];
    }

    public static IReadOnlyList<ImportedStep> Scale(StageSource stage)
    {
        var with = Selected(stage);
        if (stage.Fields.Number("replicas") is { } replicas)
            with["replicas"] = (int)replicas;
        else
            stage.CopyText(with, "replicas");
        return [new("deploy.scale", with)];
    }

    public static IReadOnlyList<ImportedStep> UndoRollout(StageSource stage)
    {
        var with = Selected(stage);
        if (stage.Fields.Number("revision") is { } revision)
            with["revision"] = (long)revision;
        else if (stage.Fields.Number("numRevisionsBack") is { } back && back != 1)
            with["revisionsBack"] = (int)back;
        return [new("deploy.rollout-undo", with)];
    }

    public static IReadOnlyList<ImportedStep> Patch(StageSource stage)
    {
        var with = Selected(stage);
        var options = stage.Fields.Map("options");
        var strategy = options?.TextIfAny("mergeStrategy")?.ToLowerInvariant();
        if (strategy is "merge" or "json")
            with["mergeStrategy"] = strategy;
        if (options?.Boolean("record") is false)
            with["record"] = false;

        if (stage.Fields.TextIfAny("source") is "artifact")
        {
            stage.CopyText(with, "manifestArtifactId", "artifact");
            stage.Fields.Ignore("patchBody");
        }
        else
        {
            var body = stage.Value("patchBody");
            if (strategy != "json" && body is JsonArray { Count: 1 } list)
                body = list[0]?.DeepClone();
            if (body is not null)
                with["patch"] = body;
            stage.Fields.Ignore("manifestArtifactId");
        }

        stage.Fields.Miss("manifestArtifact", "the artifact that the stage itself says", "a stage takes artifacts by their ids", "Declare it in 'artifacts' of the pipeline, and name its id.");
        stage.Fields.Miss("requiredArtifacts", "the artifacts that the stage itself says", "a stage takes artifacts by their ids", "Declare them in 'artifacts' of the pipeline, and name their ids in 'requiredArtifacts'.");
        if (stage.Fields.Says("requiredArtifactIds") && stage.Fields.Texts("requiredArtifactIds") is { Count: > 0 } required)
            with["requiredArtifacts"] = new JsonArray([.. required.Select(id => (JsonNode)id)]);
        return [new("deploy.patch", with)];
    }

    /// <summary>A stage that takes nothing but the object.</summary>
    public static Func<StageSource, IReadOnlyList<ImportedStep>> Plain(string type) => stage => [new(type, Selected(stage))];

    /// <summary>A stage that switches traffic.</summary>
    public static Func<StageSource, IReadOnlyList<ImportedStep>> Traffic(string type) => stage =>
    {
        var with = Selected(stage);
        if (stage.Fields.Says("loadBalancers") && stage.Fields.Texts("loadBalancers") is { Count: > 0 } services)
            with["services"] = new JsonArray([.. services.Select(name => (JsonNode)name)]);
        return [new(type, with)];
    };

    private static JsonObject Selected(StageSource stage)
    {
        var with = new JsonObject();
        var isNhn = stage.Fields.Says("deployTarget");
        stage.CopyText(with, isNhn ? "deployTarget" : "account", "target");
        stage.CopyText(with, stage.Fields.Says("location") ? "location" : "namespace", "namespace");
        stage.Fields.Ignore("cloudProvider", "cloudProviderType", "manifestSource", "deployTarget", "account");
        var mode = stage.Fields.TextIfAny("mode")?.ToLowerInvariant();
        if (mode is "dynamic")
            Dynamic(stage, with, isNhn);
        else if (mode is "label")
            Labels(stage, with);
        else
            Static(stage, with);
        stage.Fields.Ignore("cluster", "criteria", "kind", "kinds", "labelSelectors", "manifestName", "app", "location", "namespace");
        return with;
    }

    private static void Static(StageSource stage, JsonObject with)
    {
        if (stage.Text("manifestName") is not { } name)
            return;

        if (!name.Contains(' ', StringComparison.Ordinal))
            stage.CopyText(with, "kind");
        with["name"] = name;
    }

    private static void Dynamic(StageSource stage, JsonObject with, bool isNhn)
    {
        stage.CopyText(with, "kind");
        stage.CopyText(with, "cluster");
        stage.CopyText(with, "app", "application");
        if (stage.Text("criteria") is not { } text)
            return;

        var criteria = text.Contains("${", StringComparison.Ordinal) ? text : text.Trim().ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
        with["criteria"] = criteria;
        if (criteria is "largest" or "smallest" && !isNhn)
            with["size"] = "replicas"; // as Spinnaker counts
        if (!Criteria.Contains(criteria) && criteria == text)
            stage.Report.Miss(stage.Fields.PathOf("criteria"), $"the criterion '{Documents.DocumentFaults.Shorten(text)}'", "there is none of that name", "Write newest, second-newest, oldest, largest or smallest.");
    }

    private static void Labels(StageSource stage, JsonObject with)
    {
        with["kinds"] = new JsonArray([.. stage.Fields.Texts("kinds").Select(kind => (JsonNode)kind)]);
        var selectors = new JsonArray();
        foreach (var selector in stage.Fields.Map("labelSelectors")?.Maps("selectors") ?? [])
        {
            var fields = new JsonObject { ["kind"] = selector.TextIfAny("kind") ?? "EQUALS" };
            if (selector.TextIfAny("key") is { } key)
                fields["key"] = key;
            if (selector.Says("values") && selector.Texts("values") is { Count: > 0 } values)
                fields["values"] = new JsonArray([.. values.Select(value => (JsonNode)stage.Expressions.Convert(value, selector.PathOf("values")))]);
            else
                selector.Ignore("values");
            selectors.Add((JsonNode)fields);
        }

        with["labelSelectors"] = selectors;
    }
}
