using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>
/// Encrypts a key of Data Protection before it is stored: by AES-256-GCM with a key made for it alone, which Key Vault wraps. With it is
/// recorded which version of the vault's key did, so that it can be read after that has been rotated.
/// </summary>
internal sealed class KeyVaultXmlEncryptor(KeyEncryptionKey keyEncryptionKey) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plaintext = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var key = RandomNumberGenerator.GetBytes(WrappedXml.KeySize);
        try
        {
            var wrapped = keyEncryptionKey.ForWrapping().WrapKey(key);
            return new EncryptedXmlInfo(WrappedXml.Seal(plaintext, key, wrapped).ToElement(), typeof(KeyVaultXmlDecryptor));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}
