using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>The object by which an identity asks what it may do (<c>authorization.k8s.io/v1 SelfSubjectAccessReview</c>).</summary>
internal static class AccessReview
{
    /// <summary>Where it is sent.</summary>
    public const string Address = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    public static JsonObject Of(AccessQuestion question)
    {
        var attributes = new JsonObject { ["verb"] = question.Verb, ["group"] = question.Group, ["resource"] = question.Resource };
        if (question.Subresource is not null)
            attributes["subresource"] = question.Subresource;
        if (question.Namespace is not null)
            attributes["namespace"] = question.Namespace;
        return new()
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
        };
    }

    public static AccessAnswer Read(JsonObject answer)
    {
        var status = answer["status"] as JsonObject;
        var allowed = status?["allowed"] is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;
        return new(allowed, Text(status?["reason"]) ?? Text(status?["evaluationError"]));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
