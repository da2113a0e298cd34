using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Azure.Core;

namespace Pipeline.Storage.Azure;

/// <summary>A blob in a listing.</summary>
internal sealed record BlobItem(string Name, long Length, DateTimeOffset LastModified, IReadOnlyDictionary<string, string> Metadata);

/// <summary>
/// Azure Blob Storage's REST interface for one container, as far as it is used. Stands in for the class of that name in Azure.Storage.Blobs.
/// Names are in their stored form. A missing container is made by the first write and is empty to reads.
/// </summary>
internal sealed class BlobContainerClient(StoragePipeline pipeline, string container)
{
    /// <summary>The container's name.</summary>
    public string Name => container;

    /// <summary>A blob by its stored name, there or not.</summary>
    public BlobClient Blob(string name) => new(this, pipeline, name);

    /// <summary>The blobs whose stored names start with <paramref name="prefix"/>, in order.</summary>
    public async IAsyncEnumerable<BlobItem> ListAsync(string prefix, bool withMetadata, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var marker = "";
        do
        {
            using var message = pipeline.Create(
                RequestMethod.Get,
                $"/{container}?restype=container&comp=list&prefix={Uri.EscapeDataString(prefix)}&marker={Uri.EscapeDataString(marker)}{(withMetadata ? "&include=metadata" : "")}",
                container,
                "ListBlobs");
            var response = await pipeline.SendAsync(message, cancellationToken);
            if (response.Status == 404)
                yield break;
            if (response.Status != 200)
                throw StorageFailure.Read(response).ToException($"Container '{container}' could not be listed");
            var page = XDocument.Load(response.Content.ToStream()).Root!;
            foreach (var blob in page.Element("Blobs")?.Elements("Blob") ?? [])
                yield return Read(blob);
            marker = page.Element("NextMarker")?.Value ?? "";
        }
        while (marker.Length > 0);
    }

    /// <summary>Makes the container unless it is there.</summary>
    public async ValueTask CreateIfNotExistsAsync(CancellationToken cancellationToken)
    {
        using var message = pipeline.Create(RequestMethod.Put, $"/{container}?restype=container", container, "CreateContainer");
        var response = await pipeline.SendAsync(message, cancellationToken);
        if (response.Status is not (201 or 409))
            throw StorageFailure.Read(response).ToException($"Container '{container}' could not be made");
    }

    private static BlobItem Read(XElement blob)
    {
        var properties = blob.Element("Properties")!;
        return new BlobItem(
            blob.Element("Name")!.Value,
            long.Parse(properties.Element("Content-Length")!.Value, CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(properties.Element("Last-Modified")!.Value, CultureInfo.InvariantCulture),
            (blob.Element("Metadata")?.Elements() ?? []).ToDictionary(entry => entry.Name.LocalName, entry => entry.Value, StringComparer.OrdinalIgnoreCase));
    }
}
