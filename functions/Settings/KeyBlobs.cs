using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Pipeline.Storage;

namespace Pipeline.Functions.Settings;

/// <summary>Keeps Data Protection's keys in blobs, one a key. Its interface is synchronous, and is called once a process and once a key.</summary>
internal sealed class KeyBlobs(IBlobs blobs) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAllAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName)
    {
        var content = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        Task.Run(async () => await blobs.PutAsync($"{friendlyName}.xml", content)).GetAwaiter().GetResult();
    }

    private async Task<IReadOnlyCollection<XElement>> ReadAllAsync()
    {
        var keys = new List<XElement>();
        await foreach (var entry in blobs.ListAsync())
        {
            if (await blobs.GetAsync(entry.Name) is { } blob)
                keys.Add(XElement.Parse(Encoding.UTF8.GetString(blob.Content.Span)));
        }

        return keys;
    }
}
