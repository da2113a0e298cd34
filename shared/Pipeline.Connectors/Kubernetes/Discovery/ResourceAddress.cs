namespace Pipeline.Connectors.Kubernetes.Discovery;

/// <summary>Where objects are found below a server's address.</summary>
internal static class ResourceAddress
{
    /// <summary>All objects of a kind, in a namespace or (null) in all.</summary>
    public static string Of(ApiResource resource, string? @namespace) => resource.IsNamespaced && @namespace is { Length: > 0 }
        ? $"{ApiVersions.Address(resource.ApiVersion)}/namespaces/{Uri.EscapeDataString(@namespace)}/{resource.Name}"
        : $"{ApiVersions.Address(resource.ApiVersion)}/{resource.Name}";

    /// <summary>The place of a kind's objects for one that is to be written there.</summary>
    /// <exception cref="KubernetesException">The kind lies in namespaces and none is named.</exception>
    public static string OfHome(ApiResource resource, string? @namespace, string name) => !resource.IsNamespaced || @namespace is { Length: > 0 }
        ? Of(resource, @namespace)
        : throw new KubernetesException(KubernetesFailure.Invalid, $"metadata.namespace: {resource.Kind} {name} lies in a namespace. Name it.");

    /// <summary>One object, or a subresource of it.</summary>
    /// <exception cref="KubernetesException">The kind lies in namespaces and none is named, or the object has no name.</exception>
    public static string Of(ApiResource resource, string? @namespace, string name, string? subresource = null)
    {
        // A name as a segment of a path must not lead out of it.
        if (name is "" or "." or ".." || @namespace is "." or "..")
            throw new KubernetesException(KubernetesFailure.Invalid, $"metadata.name: '{name}' cannot be the name of a {resource.Kind}.");
        var address = $"{OfHome(resource, @namespace, name)}/{Uri.EscapeDataString(name)}";
        return subresource is null ? address : $"{address}/{subresource}";
    }

    /// <summary>Adds a query; what is null is left out.</summary>
    public static string With(string address, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is null)
                continue;
            address += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return address;
    }
}
