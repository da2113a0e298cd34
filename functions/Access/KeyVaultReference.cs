namespace Pipeline.Functions.Access;

/// <summary>
/// App settings that name a secret in Key Vault: the platform puts the secret in their place before it starts the app. When it cannot, it
/// leaves the reference, which anybody could guess and nobody may use as a secret.
/// </summary>
internal static class KeyVaultReference
{
    /// <summary>Whether a setting's value is a reference that was not resolved.</summary>
    public static bool Is(string value) => value.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase);
}
