using System.Text.Json.Serialization;

namespace Pipeline.Connectors.ContainerRegistry;

/// <summary>A page of tags or of repositories.</summary>
internal sealed record RegistryList(IReadOnlyList<string>? Tags, IReadOnlyList<string>? Repositories);

/// <summary>A token server's answer; servers use either name.</summary>
internal sealed record RegistryToken(string? Token, [property: JsonPropertyName("access_token")] string? AccessToken);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegistryList))]
[JsonSerializable(typeof(RegistryToken))]
internal sealed partial class RegistryJson : JsonSerializerContext;
