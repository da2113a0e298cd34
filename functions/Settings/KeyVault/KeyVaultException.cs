namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>Key Vault did not do what was asked of it. The message says why and what to do about it.</summary>
public sealed class KeyVaultException(string message, Exception? innerException = null) : Exception(message, innerException);
