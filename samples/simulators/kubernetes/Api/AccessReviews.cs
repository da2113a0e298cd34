using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Answers what a user may do (SelfSubjectAccessReview).</summary>
internal static class AccessReviews
{
    public const string Path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    public static JsonObject Answer(JsonObject review, SimulatedUser user)
    {
        var asked = review["spec"]?["resourceAttributes"];
        var sub = (string?)asked?["subresource"];
        var resource = (string?)asked?["resource"] ?? "";
        var access = new SimulatedAccess(
            (string?)asked?["verb"] ?? "", (string?)asked?["group"] ?? "", string.IsNullOrEmpty(sub) ? resource : $"{resource}/{sub}", (string?)asked?["namespace"] ?? "");
        var answer = (JsonObject)review.DeepClone();
        answer["apiVersion"] = "authorization.k8s.io/v1";
        answer["kind"] = "SelfSubjectAccessReview";
        answer["status"] = new JsonObject { ["allowed"] = user.MayDo(access) };
        return answer;
    }
}
