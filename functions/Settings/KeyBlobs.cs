using System.Collections.Concurrent;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Storage;

namespace Pipeline.Functions.Settings;

/// <summary>Keeps Data Protection's keys in blobs, one a key. Its interface is synchronous, and is called once a process and once a key.</summary>
/// <param name="blobs">Where they are.</param>
/// <param name="canUnwrap">Whether there is a key in Key Vault that opens wrapped ones.</param>
internal sealed class KeyBlobs(IBlobs blobs, bool canUnwrap) : IXmlRepository
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAllAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName)
    {
        var content = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        Task.Run(async () => await blobs.PutAsync($"{friendlyName}.xml", content)).GetAwaiter().GetResult();
        _known[$"{friendlyName}.xml"] = true;
    }

    /// <summary>Whether a key has been read or stored by this.</summary>
    public bool Knows(Guid key) => _known.ContainsKey(NameOf(key));

    /// <summary>Whether a key is stored, by whomever.</summary>
    public bool IsStored(Guid key) => Task.Run(async () => await blobs.GetAsync(NameOf(key))).GetAwaiter().GetResult() is not null;

    // As Data Protection names a key when it stores it.
    private static string NameOf(Guid key) => $"key-{key:D}.xml";

    private async Task<IReadOnlyCollection<XElement>> ReadAllAsync()
    {
        var keys = new List<XElement>();
        await foreach (var entry in blobs.ListAsync())
        {
            if (await blobs.GetAsync(entry.Name) is { } blob)
            {
                var key = XElement.Parse(Encoding.UTF8.GetString(blob.Content.Span));

                // Taken for lost, they would be replaced by one that nothing encrypts.
                if (!canUnwrap && key.Descendants(WrappedXml.ElementName).FirstOrDefault()?.Element("kid") is { } wrapping)
                    throw new KeyVaultException($"A stored key is encrypted with {wrapping.Value}. Set {KeyEncryptionKey.Setting} to it.");
                keys.Add(key);
                _known[entry.Name] = true;
            }
        }

        return keys;
    }
}
