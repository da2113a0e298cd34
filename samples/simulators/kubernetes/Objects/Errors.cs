using Pipeline.Simulators.Kubernetes.Resources;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>The refusals in the server's own words (k8s.io/apimachinery <c>api/errors</c>).</summary>
public static class Errors
{
    /// <summary>404.</summary>
    public static StoreException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.QualifiedName} \"{name}\" not found") { About = (type.Group, type.Plural, name) };

    /// <summary>409: there is one of that name.</summary>
    public static StoreException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.QualifiedName} \"{name}\" already exists") { About = (type.Group, type.Plural, name) };

    /// <summary>409: somebody was first.</summary>
    public static StoreException Conflict(ResourceType type, string name, string message) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {type.QualifiedName} \"{name}\": {message}") { About = (type.Group, type.Plural, name) };

    /// <summary>422.</summary>
    public static StoreException Invalid(ResourceType type, string name, IReadOnlyList<(string Reason, string Message, string Field)> causes)
    {
        var words = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToArray();
        var text = words.Length == 1 ? words[0] : $"[{string.Join(", ", words)}]";
        var kind = type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";
        return new(422, "Invalid", $"{kind} \"{name}\" is invalid: {text}") { About = (type.Group, type.Kind, name), Causes = causes };
    }

    /// <summary>400.</summary>
    public static StoreException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>403.</summary>
    public static StoreException Forbidden(ResourceType type, string name, string message) =>
        new(403, "Forbidden", $"{type.QualifiedName}{(name.Length == 0 ? "" : $" \"{name}\"")} is forbidden: {message}") { About = (type.Group, type.Plural, name) };

    /// <summary>410.</summary>
    public static StoreException Expired(string message) => new(410, "Expired", message);
}
