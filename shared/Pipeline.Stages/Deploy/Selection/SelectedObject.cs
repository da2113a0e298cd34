using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Manifests;

namespace Pipeline.Stages.Deploy.Selection;

/// <summary>An object that a stage works on, as its cursor keeps it.</summary>
public sealed record SelectedObject
{
    /// <summary>For example <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>For example <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The namespace; null for kinds without one.</summary>
    public string? Namespace { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Which object of that name, so that one that was made anew meanwhile is not taken for it; null when there was none.</summary>
    public string? Uid { get; init; }

    /// <summary>The version when it was selected.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The object's address.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ObjectReference Reference => new(ApiVersion, Kind, Namespace, Name);

    /// <summary>An object that was found.</summary>
    public static SelectedObject Of(ApiResource resource, JsonObject item) => new()
    {
        ApiVersion = resource.ApiVersion,
        Kind = resource.Kind,
        Namespace = resource.IsNamespaced ? item.NamespaceOf() : null,
        Name = item.NameOf(),
        Uid = item.UidOf(),
        ResourceVersion = item.ResourceVersionOf(),
    };

    /// <summary>As outputs have it.</summary>
    public JsonObject ToJson() => new() { ["kind"] = Kind, ["namespace"] = Namespace, ["name"] = Name };

    /// <inheritdoc/>
    public override string ToString() => Reference.ToString();
}
