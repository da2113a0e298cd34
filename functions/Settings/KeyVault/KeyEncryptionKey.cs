using Azure.Core;

namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>The key in Key Vault that the operator chose to encrypt our own keys with, and what opens the vault.</summary>
public sealed class KeyEncryptionKey(KeyIdentifier key, TokenCredential credential, CryptographyClientOptions? options = null)
{
    /// <summary>The setting that names it.</summary>
    public const string Setting = "PIPELINE_KEY_VAULT_KEY";

    /// <summary>A client that encrypts: with the newest version when the setting names none.</summary>
    public CryptographyClient ForWrapping() => new(key, credential, options);

    /// <summary>A client that decrypts what a version of this or of an earlier chosen key encrypted.</summary>
    /// <exception cref="KeyVaultException">The recorded key is at an address that may not see this process's tokens.</exception>
    public CryptographyClient ForUnwrapping(KeyIdentifier recorded) => recorded.IsOfServiceOf(key)
        ? new CryptographyClient(recorded, credential, options)
        : throw new KeyVaultException($"A stored key is encrypted with {recorded.Uri}, which is no key of the service at {key.Uri.Host}. Name a key of its vault in {Setting}.");
}
