using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>What a call wants to do, and whether its sender may.</summary>
internal static class Access
{
    public static bool IsWatch(HttpContext context) => context.Request.Query["watch"].ToString() is "true" or "1";

    public static void Demand(SimulatedUser user, HttpContext context, ApiPath path)
    {
        var resource = path.Subresource is null ? path.Type.Plural : $"{path.Type.Plural}/{path.Subresource}";
        var access = new SimulatedAccess(VerbOf(context, path), path.Type.Group, resource, path.Namespace ?? "");
        if (user.MayDo(access))
            return;

        var where = path.Namespace is null ? " at the cluster scope" : $" in the namespace \"{path.Namespace}\"";
        throw Errors.Forbidden(path.Type, path.Name ?? "", $"User \"{user.Name}\" cannot {access.Verb} resource \"{resource}\" in API group \"{access.Group}\"{where}");
    }

    private static string VerbOf(HttpContext context, ApiPath path) => (context.Request.Method, path.Name) switch
    {
        ("GET", null) => IsWatch(context) ? "watch" : "list",
        ("GET", _) => "get",
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("DELETE", null) => "deletecollection",
        _ => "delete",
    };
}
