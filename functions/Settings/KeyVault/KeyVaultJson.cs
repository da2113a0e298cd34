using System.Text.Json.Serialization;

namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>What an operation with a key is asked by.</summary>
/// <param name="Alg">The algorithm.</param>
/// <param name="Value">The bytes to work on, base64url.</param>
internal sealed record KeyOperation(string Alg, string Value);

/// <summary>What an operation with a key answers.</summary>
/// <param name="Kid">The key with the version that did it.</param>
/// <param name="Value">The resulting bytes, base64url.</param>
internal sealed record KeyOperationResult(string? Kid, string? Value);

/// <summary>A refusal.</summary>
internal sealed record KeyVaultRefusal(KeyVaultError? Error);

/// <summary>Why.</summary>
internal sealed record KeyVaultError(string? Code, string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeyOperation))]
[JsonSerializable(typeof(KeyOperationResult))]
[JsonSerializable(typeof(KeyVaultRefusal))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;
