using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Storage;

namespace Pipeline.Functions.Settings;

/// <summary>
/// Encrypts with ASP.NET Data Protection, whose keys are kept in our blobs. They are read on first use, because reading them would delay the
/// first answer of every start.
/// </summary>
/// <param name="storage">Where the keys are.</param>
/// <param name="keyEncryptionKey">The key in Key Vault that new ones are encrypted with; null: they are stored as they are.</param>
public sealed class SecretProtection(IStorage storage, KeyEncryptionKey? keyEncryptionKey = null) : IDataProtectionProvider
{
    private readonly SharedKeyRing _keys = new(storage.Blobs("data-protection"), keyEncryptionKey);

    /// <summary>Something that encrypts for a purpose; what one purpose protected another cannot read.</summary>
    public IDataProtector CreateProtector(string purpose) => new SharedKeyProtector(_keys, [purpose]);

    /// <summary>Encrypts a secret's value. It can be read under the same name only.</summary>
    /// <exception cref="KeyVaultException">Its key cannot be had.</exception>
    public byte[] Protect(string name, string value) => CreateProtector($"secret:{name}").Protect(Encoding.UTF8.GetBytes(value));

    /// <summary>The value that was encrypted, also by another process over the same storage.</summary>
    /// <exception cref="KeyVaultException">Its key cannot be had.</exception>
    public string Unprotect(string name, byte[] value) => Encoding.UTF8.GetString(CreateProtector($"secret:{name}").Unprotect(value));
}
