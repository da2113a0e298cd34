using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>What is sent along with a deletion (<c>meta/v1 DeleteOptions</c>).</summary>
internal static class DeletionBody
{
    public static JsonObject Of(DeletionOptions options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.Propagation is { } propagation)
            body["propagationPolicy"] = propagation.ToString();
        if (options.GracePeriod is { } grace)
            body["gracePeriodSeconds"] = (long)Math.Ceiling(grace.TotalSeconds);
        if (options.Uid is not null || options.ResourceVersion is not null)
        {
            var preconditions = new JsonObject();
            if (options.Uid is not null)
                preconditions["uid"] = options.Uid;
            if (options.ResourceVersion is not null)
                preconditions["resourceVersion"] = options.ResourceVersion;
            body["preconditions"] = preconditions;
        }

        if (options.IsDryRun)
            body["dryRun"] = new JsonArray("All");
        return body;
    }
}
