using System.Text.Json.Nodes;

namespace Pipeline.Stages.Clusters.Operations;

/// <summary>Finds the server groups that stages of the run have deployed: operations on whole clusters leave them, and newer ones, alone.</summary>
public static class DeployedServerGroups
{
    /// <summary>The names in one region, by the outputs of <c>deploy.manifest</c> and <c>cluster.clone-server-group</c>.</summary>
    public static IReadOnlySet<string> In(StageStates stages, string region, string stage)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var state in stages.All.Where(state => state.Id != stage && state.Outputs is not null))
        {
            if (state.Type == "deploy.manifest" && (string?)state.Outputs!["target"] == region && state.Outputs["dryRun"] is null && state.Outputs["manifestNamesByNamespace"] is JsonObject spaces)
                names.UnionWith(spaces.SelectMany(space => space.Value as JsonArray ?? []).Select(NameOf).OfType<string>());
            if (state.Type == "cluster.clone-server-group" && state.Outputs!["serverGroups"] is JsonArray groups)
                names.UnionWith(groups.OfType<JsonObject>().Where(group => (string?)group["region"] == region && (string?)group["action"] == "cloned").Select(group => (string?)group["name"]).OfType<string>());
        }

        return names;
    }

    private static string? NameOf(JsonNode? title) => title?.ToString().Split(' ') is ["replicaSet", var name] ? name : null;
}
