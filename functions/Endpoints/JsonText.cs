using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Endpoints;

/// <summary>Texts inside JSON that is kept as JSON. They are only decoded when they are read, so that a broken one must be found here.</summary>
internal static class JsonText
{
    /// <summary>Whether every name stands once in its object, and every name and text can be stored and written in every encoding.</summary>
    public static bool IsWellFormed(JsonNode? node)
    {
        try
        {
            return node switch
            {
                JsonObject fields => fields.All(field => Field.IsWellFormed(field.Key) && IsWellFormed(field.Value)),
                JsonArray items => items.All(IsWellFormed),
                JsonValue value when value.GetValueKind() == JsonValueKind.String => Field.IsWellFormed(value.GetValue<string>()),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            // The reader refuses escapes of half a surrogate pair.
            return false;
        }
        catch (ArgumentException)
        {
            // A name stands twice in one object.
            return false;
        }
    }
}
