using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>The Status object by which the server says what became of a call.</summary>
internal static class StatusBody
{
    public static JsonObject Of(StoreException refused)
    {
        var body = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = refused.Message,
            ["reason"] = refused.Reason,
        };
        var details = new JsonObject();
        if (refused.About is var (group, kind, name))
        {
            if (name.Length > 0)
                details["name"] = name;
            if (group.Length > 0)
                details["group"] = group;
            details["kind"] = kind;
        }

        if (refused.Causes.Count > 0)
        {
            details["causes"] = new JsonArray([.. refused.Causes.Select(cause => new JsonObject
            {
                ["reason"] = cause.Reason,
                ["message"] = cause.Message,
                ["field"] = cause.Field,
            })]);
        }

        if (refused.RetryAfterSeconds is { } seconds)
            details["retryAfterSeconds"] = seconds;
        if (details.Count > 0)
            body["details"] = details;
        body["code"] = refused.Code;
        return body;
    }

    public static JsonObject Success(string group, string kind, string name, string uid) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject { ["name"] = name, ["group"] = group, ["kind"] = kind, ["uid"] = uid },
    };
}
