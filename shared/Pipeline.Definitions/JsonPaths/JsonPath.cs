using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Pipeline.Definitions.JsonPaths;

/// <summary>Looks up JSONPaths (as Newtonsoft.Json reads them) in JSON, in bounded time whatever the path and the JSON are.</summary>
public static class JsonPath
{
    private const int DeepestJson = 64;
    private const int LongestPath = 500;

    /// <summary>Each <c>..</c> multiplies the work by the JSON's depth; more than two are no path that people write.</summary>
    private const int MostDescents = 2;

    private static readonly JsonSelectSettings Bounds = new() { RegexMatchTimeout = TimeSpan.FromMilliseconds(100) };

    /// <summary>What is wrong with a path; null when it can be used.</summary>
    public static string? FaultOf(string path)
    {
        if (path.Length > LongestPath)
            return $"is longer than {LongestPath} characters";
        if (path.Split("..").Length - 1 > MostDescents)
            return $"has more than {MostDescents} recursive descents (..)";

        try
        {
            _ = new JObject().SelectToken(path, Bounds);
            return null;
        }
        catch (JsonException exception)
        {
            return $"is not a JSONPath: {exception.Message}";
        }
    }

    /// <summary>The values at a path, texts as they are, everything else as JSON; none when there is nothing, or the text is not JSON.</summary>
    /// <exception cref="RegexMatchTimeoutException">A pattern in the path takes too long.</exception>
    public static IReadOnlyList<string> Find(string json, string path)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(json)) { MaxDepth = DeepestJson, DateParseHandling = DateParseHandling.None };
            return [.. JToken.ReadFrom(reader).SelectTokens(path, Bounds).Where(token => token.Type is not JTokenType.Null).Select(TextOf)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string TextOf(JToken token) => token.Type is JTokenType.String ? (string)token! : token.ToString(Formatting.None);
}
