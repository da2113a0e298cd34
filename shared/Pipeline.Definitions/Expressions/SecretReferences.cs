using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions;

/// <summary>
/// The last step before inputs are used: evaluation writes <c>${secrets.name}</c> as the reference <c>⟦secret:name⟧</c>, so that
/// recorded inputs never hold a secret; the activity that needs the value resolves it here. Always resolve, also without secrets:
/// evaluation escapes the brackets ⟦ and ⟧ in all other text, and this restores them.
/// </summary>
public static class SecretReferences
{
    /// <summary>Returns a copy of <paramref name="node"/> with every reference replaced by what <paramref name="lookup"/> gives for its name.</summary>
    /// <exception cref="UnknownSecretException"><paramref name="lookup"/> returned <see langword="null"/>.</exception>
    public static JsonNode? Resolve(JsonNode? node, Func<string, string?> lookup) => node switch
    {
        null => null,
        JsonObject map => new JsonObject(map.Select(entry =>
            KeyValuePair.Create(Resolve(entry.Key, lookup), Resolve(entry.Value, lookup)))),
        JsonArray list => new JsonArray([.. list.Select(item => Resolve(item, lookup))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Resolve(text, lookup)),
        _ => node.DeepClone(),
    };

    /// <summary>Returns <paramref name="text"/> with every reference replaced by what <paramref name="lookup"/> gives for its name.</summary>
    /// <exception cref="UnknownSecretException"><paramref name="lookup"/> returned <see langword="null"/>.</exception>
    public static string Resolve(string text, Func<string, string?> lookup) =>
        SecretText.Parse(text) is SecretText secret ? Resolve(secret, lookup) : (string)SecretText.Parse(text);

    /// <summary>The names of the secrets that <paramref name="node"/> refers to, in the order in which they occur.</summary>
    public static IReadOnlyList<string> Names(JsonNode? node)
    {
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        Resolve(node, name =>
        {
            names[name] = true;
            return "";
        });
        return [.. names.Keys];
    }

    private static string Resolve(SecretText text, Func<string, string?> lookup)
    {
        var output = new StringBuilder();
        foreach (var part in text.Parts)
        {
            output.Append(part switch
            {
                SecretPart.Plain plain => plain.Text,
                SecretPart.Reference reference => lookup(reference.Name) ?? throw new UnknownSecretException(reference.Name),
                SecretPart.Encoded encoded => Encode(encoded.Encoding, Resolve(encoded.Inner, lookup)),
                _ => "",
            });
        }
        return output.ToString();
    }

    private static string Encode(SecretEncoding encoding, string text) => encoding switch
    {
        SecretEncoding.Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        SecretEncoding.Url => WebUtility.UrlEncode(text),
        _ => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text),
    };
}
