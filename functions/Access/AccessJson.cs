using System.Text.Json.Serialization;

namespace Pipeline.Functions.Access;

/// <summary>How access documents are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessToken))]
[JsonSerializable(typeof(Application))]
[JsonSerializable(typeof(Member))]
internal sealed partial class AccessJson : JsonSerializerContext;
