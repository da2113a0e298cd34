using System.Text.Json.Nodes;
using Pipeline.Stages.Clusters.Operations;
using Pipeline.Stages.Deploy.Changes;

namespace Pipeline.Stages.Clusters;

/// <summary>What stages on clusters put out.</summary>
internal sealed class ClusterOutputs
{
    private ClusterOutputs(JsonObject fields) => Fields = fields;

    /// <summary>How stages that change server groups document their outputs.</summary>
    public static IReadOnlyList<StageOutput> Changed { get; } =
    [
        new("serverGroups", "The server groups that were changed, in the order of the changes: region, name, action (resized, enabled, disabled, destroyed, cloned), isDone."),
        new("changes", "What was changed, for each object: object, action, resourceVersionBefore, resourceVersionAfter, diff (lines that begin with '+', '-' or '~')."),
    ];

    /// <summary>The outputs.</summary>
    public JsonObject Fields { get; }

    /// <summary>What earlier steps of the attempt have put out.</summary>
    public static ClusterOutputs Of(StageExecution execution) => new(execution.Stages.Find(execution.StageId)?.Outputs?.DeepClone().AsObject() ?? []);

    /// <summary>Says what will be done.</summary>
    public void Plan(IEnumerable<ClusterStep> steps)
    {
        Fields["serverGroups"] = new JsonArray([.. steps.SelectMany(step => step.Operations).Select(operation => (JsonNode)new JsonObject
        {
            ["region"] = operation.Region,
            ["name"] = operation.Name,
            ["action"] = NamedValue(operation.Kind),
            ["isDone"] = false,
        })]);
        Fields["changes"] = new JsonArray();
    }

    /// <summary>Records what was done.</summary>
    public void Record(ClusterOperation operation, IReadOnlyList<ObjectMutation> mutations)
    {
        var done = (Fields["serverGroups"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(each =>
            (string?)each["region"] == operation.Region && (string?)each["name"] == operation.Name && (string?)each["action"] == NamedValue(operation.Kind) && (bool?)each["isDone"] is false);
        if (done is not null)
            done["isDone"] = true;
        var changes = Fields["changes"] as JsonArray ?? [];
        Fields["changes"] = changes;
        foreach (var mutation in mutations)
        {
            var written = mutation.ToJson();
            written["region"] = operation.Region;
            changes.Add((JsonNode)written);
        }
    }

    private static string NamedValue(ClusterOperationKind kind) => kind switch
    {
        ClusterOperationKind.Resize => "resized",
        ClusterOperationKind.Enable => "enabled",
        ClusterOperationKind.Disable => "disabled",
        ClusterOperationKind.Destroy => "destroyed",
        _ => "cloned",
    };
}
