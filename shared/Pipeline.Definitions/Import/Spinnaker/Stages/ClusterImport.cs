using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages of server groups and clusters (reference C5). For Kubernetes Spinnaker's account is a region here, and its region the namespace.</summary>
internal static class ClusterImport
{
    private static readonly string[] Irrelevant =
    [
        "cloudProvider", "cloudProviderType", "moniker", "interestingHealthProviderNames", "healthProviderType", "providerType", "isFrigga", "user", "zones", "zone", "detail",
    ];

    public static StageTypeImport Enable { get; } = Of("enable-server-group", (stage, with) =>
    {
        Group(stage, with);
        Number(stage, with, "targetHealthyDeployPercentage", "targetHealthyPercentage");
    });

    public static StageTypeImport Disable { get; } = Of("disable-server-group", (stage, with) =>
    {
        Group(stage, with);
        stage.Fields.Miss("remainingEnabledServerGroups", "how many server groups stay enabled", "one server group is disabled here", "Use cluster.disable with remainingEnabledServerGroups, or set trafficGuard.");
    });

    public static StageTypeImport Destroy { get; } = Of("destroy-server-group", (stage, with) =>
    {
        Group(stage, with);
        stage.CopySwitch(with, "skipDisableBeforeDestroy");
    });

    public static StageTypeImport DisableCluster { get; } = Of("disable", (stage, with) =>
    {
        Whole(stage, with);
        Number(stage, with, "remainingEnabledServerGroups");
        stage.CopySwitch(with, "preferLargerOverNewer");
    });

    public static StageTypeImport ScaleDown { get; } = Of("scale-down", (stage, with) =>
    {
        Whole(stage, with);
        Number(stage, with, "remainingFullSizeServerGroups");
        stage.CopySwitch(with, "preferLargerOverNewer");
        stage.CopySwitch(with, "allowScaleDownActive");
    });

    public static StageTypeImport Shrink { get; } = Of("shrink", (stage, with) =>
    {
        Whole(stage, with);
        Number(stage, with, "shrinkToSize");
        stage.CopySwitch(with, "allowDeleteActive");
        stage.CopySwitch(with, "retainLargerOverNewer");
    });

    public static StageTypeImport Resize { get; } = Of("resize-server-group", ResizeFields);

    public static StageTypeImport Rollback { get; } = Of("rollback", (stage, with) =>
    {
        Whole(stage, with);
        Seconds(stage, with, "waitTimeBetweenRegions");
        Seconds(stage, with, "delayBeforeDisable");
        Number(stage, with, "targetHealthyRollbackPercentage");
        if (stage.Fields.Map("additionalRollbackContext") is not { } context)
            return;
        foreach (var name in new[] { "enableAndDisableOnly", "disableOnly", "onlyEnabledServerGroups" })
        {
            if (context.Boolean(name) is true)
                with[name] = true;
        }
    });

    public static StageTypeImport Clone { get; } = Of("clone-server-group", (stage, with) =>
    {
        Group(stage, with);
        if (Size(stage) is { } capacity)
            with["capacity"] = capacity;
        if (stage.Fields.Boolean("disableTraffic") is true)
            with["enable"] = false;
        stage.Fields.Ignore("application", "stack", "freeFormDetails", "region", "useSourceCapacity");
        stage.Fields.Miss("source", "the server group that is cloned, all its fields", "it is chosen from the stage's own cluster and region", "Say it by 'serverGroup': newest, previous, oldest or a name.");
        stage.Fields.Miss("targetCluster", "another cluster for the copy", "a copy is the next version of its source's cluster", "Deploy it under the other name with deploy.manifest.");
        if (stage.Fields.TextIfAny("strategy")?.ToLowerInvariant() is not { } strategy || strategy == "none")
            return;
        if (strategy is "redblack" or "highlander")
            with["strategy"] = strategy == "redblack" ? "red-black" : strategy;
        else
            stage.Report.Miss(stage.Fields.PathOf("strategy"), $"the strategy '{DocumentFaults.Shorten(strategy)}'", "a clone has none, highlander or red-black", "Resize and disable in stages behind it, or deploy with deploy.manifest, which has rolling and custom strategies.");
        Seconds(stage, with, "delayBeforeDisableSec", "delayBeforeDisable");
        stage.CopySwitch(with, "scaleDown");
    });

    public static StageTypeImport FindImage { get; } = Of("find-image", (stage, with) =>
    {
        Place(stage.Fields, stage, with);
        if (stage.Fields.TextIfAny("selectionStrategy")?.ToLowerInvariant() is { } selection and not "newest")
            with["selection"] = selection == "fail" ? "only" : selection;
        stage.CopySwitch(with, "onlyEnabled", @default: true);
        stage.CopyText(with, "imageNamePattern", "imagePattern");
    });

    /// <summary>The condition of a precondition on a cluster's size.</summary>
    public static JsonObject SizeCondition(StageSource stage, SpinnakerObject context)
    {
        var condition = new JsonObject();
        Place(context, stage, condition);
        if (context.TextIfAny("comparison") is { } comparison and not "==")
            condition["comparison"] = comparison;
        condition["expected"] = (int)(context.Number("expected") ?? 0);
        context.Ignore("moniker", "cloudProvider");
        return condition;
    }

    private static StageTypeImport Of(string name, Action<StageSource, JsonObject> read) => new($"cluster.{name}", stage =>
    {
        if (stage.Fields.TextIfAny("cloudProvider") is { } provider && !provider.Equals("kubernetes", StringComparison.OrdinalIgnoreCase))
            return [Elsewhere(stage, name, provider)];
        var with = new JsonObject();
        read(stage, with);
        stage.Fields.Ignore(Irrelevant);
        return [new($"cluster.{name}", with)];
    });

    /// <summary>A stage of a type that there is not, so that no pipeline is saved that would work on another cloud than was meant.</summary>
    private static ImportedStep Elsewhere(StageSource stage, string name, string provider)
    {
        stage.Report.Miss(stage.Fields.PathOf("cloudProvider"), $"the cloud provider '{DocumentFaults.Shorten(provider)}'", "server groups are those of Kubernetes in this release", $"It stands as 'cluster.{name}-elsewhere' with its original fields under 'with'; replace it, or wait for a release that has it.");
        var with = new JsonObject();
        foreach (var field in stage.Fields.Unread.Where(field => field != "expectedArtifacts"))
            with[field] = stage.Value(field);
        return new($"cluster.{name}-elsewhere", with);
    }

    private static void ResizeFields(StageSource stage, JsonObject with)
    {
        Group(stage, with);
        var action = stage.Fields.TextIfAny("action")?.ToLowerInvariant() ?? "scale_exact";
        with["action"] = action switch { "scale_up" => "up", "scale_down" => "down", "scale_to_cluster" => "to-cluster", "scale_to_server_group" => "to-server-group", _ => "exact" };
        if (action == "scale_exact" && Size(stage) is { } capacity)
            with["capacity"] = capacity;
        else
            stage.Fields.Ignore("capacity");
        var isPercentage = stage.Fields.TextIfAny("resizeType") is "pct" || (!stage.Fields.Says("scaleNum") && stage.Fields.Says("scalePct"));
        if (action != "scale_exact")
            Number(stage, with, isPercentage ? "scalePct" : "scaleNum", isPercentage ? "percentage" : "number");
        stage.Fields.Ignore("scalePct", "scaleNum", "resizeType");
        if (action == "scale_to_server_group" && stage.Fields.Map("source") is { } source)
            with["source"] = source.TextIfAny("serverGroupName") ?? source.TextIfAny("asgName") ?? "newest";
        stage.CopySwitch(with, "pinCapacity");
        stage.CopySwitch(with, "pinMinimumCapacity");
        Number(stage, with, "targetHealthyDeployPercentage", "targetHealthyPercentage");
    }

    private static void Group(StageSource stage, JsonObject with)
    {
        Place(stage.Fields, stage, with);
        var target = stage.Fields.TextIfAny("target");
        var name = stage.Text("serverGroupName") ?? stage.Text("asgName");
        var group = target switch { "ancestor_asg_dynamic" => "previous", "oldest_asg_dynamic" => "oldest", _ => name };
        if (group is not null)
            with["serverGroup"] = group;
    }

    private static void Whole(StageSource stage, JsonObject with)
    {
        Place(stage.Fields, stage, with);
        stage.CopySwitch(with, "continueIfClusterNotFound");
    }

    private static void Place(SpinnakerObject fields, StageSource stage, JsonObject with)
    {
        var account = fields.TextIfAny("credentials") ?? fields.TextIfAny("account");
        with["regions"] = account is null ? new JsonArray() : new JsonArray(stage.Expressions.Convert(account, fields.PathOf("credentials")));
        var spaces = fields.Texts("regions") is { Count: > 0 } regions ? regions : fields.Texts("namespaces");
        fields.Ignore("namespaces");
        if (spaces.Count > 0)
            with["namespace"] = stage.Expressions.Convert(spaces[0], fields.PathOf("regions"));
        if (spaces.Count > 1)
            fields.Report.Miss(fields.PathOf("regions"), $"the namespaces behind the first: {string.Join(", ", spaces.Skip(1))}", "a stage works in one namespace of each of its targets", "Copy the stage for each namespace.");
        if (fields.TextIfAny("cluster") is { } cluster)
            with["cluster"] = stage.Expressions.Convert(cluster, fields.PathOf("cluster"));
    }

    private static JsonObject? Size(StageSource stage)
    {
        if (stage.Fields.Map("capacity") is not { } capacity)
            return null;
        var size = new JsonObject();
        foreach (var name in new[] { "min", "desired", "max" })
        {
            if (capacity.Number(name) is { } number)
                size[name] = (int)number;
            else if (capacity.TextIfAny(name) is { } text)
                size[name] = stage.Expressions.Convert(text, capacity.PathOf(name));
        }

        return size.Count > 0 ? size : null;
    }

    private static void Number(StageSource stage, JsonObject with, string name, string? to = null)
    {
        if (stage.Fields.Number(name) is { } number)
            with[to ?? name] = (int)number;
        else
            stage.CopyText(with, name, to);
    }

    private static void Seconds(StageSource stage, JsonObject with, string name, string? to = null)
    {
        if (stage.Seconds(name) is { } duration)
            with[to ?? name] = duration;
    }
}
