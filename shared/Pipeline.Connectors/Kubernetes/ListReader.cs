using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes.Discovery;
using Pipeline.Connectors.Kubernetes.Transport;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>Reads lists page by page.</summary>
internal sealed class ListReader(ClusterTransport transport, int pageSize)
{
    /// <summary>Reads all pages. The token of a list that takes too long expires (410); it is then read anew in one piece, which cannot.</summary>
    public async Task<ObjectList> ReadAsync(ApiResource resource, ObjectQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(resource, query, pageSize, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.Expired)
        {
            return await ReadAsync(resource, query, limit: null, cancellationToken);
        }
    }

    private async Task<ObjectList> ReadAsync(ApiResource resource, ObjectQuery query, int? limit, CancellationToken cancellationToken)
    {
        var items = new List<JsonObject>();
        for (string? next = null; ;)
        {
            var address = ResourceAddress.With(
                ResourceAddress.Of(resource, query.Namespace),
                ("labelSelector", query.LabelSelector),
                ("fieldSelector", query.FieldSelector),
                ("limit", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("continue", next));
            var page = await transport.SendAsync(ApiRequest.Get(address, PurposeOf(resource, query)), cancellationToken);
            items.AddRange(ItemsOf(page, resource));
            var metadata = page["metadata"] as JsonObject;
            next = (string?)metadata?["continue"];
            if (string.IsNullOrEmpty(next))
                return new((string?)metadata?["resourceVersion"] ?? "", items);
        }
    }

    /// <summary>What a list is read for, for messages.</summary>
    public static string PurposeOf(ApiResource resource, ObjectQuery query) =>
        $"list {resource.Name}{(resource.IsNamespaced ? query.Namespace is null ? " of all namespaces" : $" in {query.Namespace}" : "")}";

    /// <summary>Items of the server's own kinds come without kind and version, which their list says for all.</summary>
    private static JsonObject[] ItemsOf(JsonObject page, ApiResource resource)
    {
        var array = page["items"] as JsonArray ?? [];
        JsonObject[] items = [.. array.OfType<JsonObject>()];
        array.Clear();
        foreach (var item in items)
        {
            if (!item.ContainsKey("kind"))
                item.Insert(0, "kind", resource.Kind);
            if (!item.ContainsKey("apiVersion"))
                item.Insert(0, "apiVersion", resource.ApiVersion);
        }

        return items;
    }
}
