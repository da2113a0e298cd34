namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>Key Vault did not do what was asked of it. The message says why and what to do about it.</summary>
public sealed class KeyVaultException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether the vault has no such key, or no such version of it: asking again does not help until somebody recovers it.</summary>
    public bool IsKeyMissing { get; init; }
}
