using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Tests.Notifications;

/// <summary>Holds texts for equal that are the same JSON.</summary>
internal sealed class AsJson : IEqualityComparer<string>
{
    public static AsJson Instance { get; } = new();

    public bool Equals(string? one, string? other) => JsonNode.DeepEquals(JsonNode.Parse(one!), JsonNode.Parse(other!));

    public int GetHashCode(string json) => 0;
}
