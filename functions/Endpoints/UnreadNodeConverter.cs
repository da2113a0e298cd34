using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Functions.Endpoints;

/// <summary>
/// Takes JSON that is kept as JSON without looking into it: the framework's own converter throws an exception that is none of JSON when a
/// name stands twice. <see cref="JsonText.IsWellFormed"/> finds that afterwards.
/// </summary>
internal sealed class UnreadNodeConverter<TNode> : JsonConverter<TNode>
    where TNode : JsonNode
{
    public override TNode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        JsonNode? node = element.ValueKind switch
        {
            JsonValueKind.Object => JsonObject.Create(element),
            JsonValueKind.Array => JsonArray.Create(element),
            _ => null,
        };
        return node as TNode ?? throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, TNode value, JsonSerializerOptions options) => value.WriteTo(writer, options);
}
