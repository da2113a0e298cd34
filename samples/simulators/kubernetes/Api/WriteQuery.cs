using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>What a write's query says.</summary>
/// <param name="Manager">Who owns what is written.</param>
/// <param name="HasManager">Whether the query names the manager.</param>
/// <param name="IsForced">Whether fields of others are taken over.</param>
/// <param name="IsDryRun">Whether nothing is stored.</param>
/// <param name="IsStrict">Whether unknown fields are refused.</param>
internal sealed record WriteQuery(string Manager, bool HasManager, bool IsForced, bool IsDryRun, bool IsStrict)
{
    public static WriteQuery Of(HttpContext context)
    {
        var query = context.Request.Query;
        var dryRun = query["dryRun"].ToString();
        if (dryRun is not ("" or "All"))
            throw Errors.BadRequest($"invalid dryRun: Unsupported value: \"{dryRun}\": supported values: \"All\"");
        var manager = query["fieldManager"].ToString();
        var agent = context.Request.Headers.UserAgent.ToString().Split('/', ' ')[0];
        return new(manager.Length > 0 ? manager : agent.Length > 0 ? agent : "unknown", manager.Length > 0, query["force"].ToString() is "true" or "1", dryRun == "All", query["fieldValidation"].ToString() == "Strict");
    }
}
