using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>
/// Decrypts what <see cref="KeyVaultXmlEncryptor"/> encrypted. Data Protection makes it by its name, which is stored with every key: it has to
/// keep that name.
/// </summary>
internal sealed class KeyVaultXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var wrapped = WrappedXml.Of(encryptedElement);
        var keyEncryptionKey = services.GetService<KeyEncryptionKey>()
            ?? throw new KeyVaultException($"A stored key is encrypted with {wrapped.Key.KeyId.Uri}. Set {KeyEncryptionKey.Setting} to it.");
        var key = keyEncryptionKey.ForUnwrapping(wrapped.Key.KeyId).UnwrapKey(wrapped.Key.EncryptedKey);
        byte[]? plaintext = null;
        try
        {
            plaintext = wrapped.Open(key);
            return XElement.Parse(Encoding.UTF8.GetString(plaintext));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
