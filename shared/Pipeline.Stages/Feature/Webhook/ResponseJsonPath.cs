using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Looks up JSONPaths in answers, in bounded time whatever the path and the answer are.</summary>
internal static class ResponseJsonPath
{
    private const int DeepestJson = 64;
    private const int LongestPath = 500;

    /// <summary>Each <c>..</c> multiplies the work by the answer's depth; more than two are no path that people write.</summary>
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

    /// <summary>The first value at a path; null when there is none, it is JSON's null, or the answer is not JSON.</summary>
    /// <exception cref="StageFailedException">The answer is too long to be read whole, or a pattern in the path takes too long.</exception>
    public static JValue? Find(OutboundResponse response, string path)
    {
        if (response.Truncated)
            throw new StageFailedException(new StageError("answer-too-large", $"The answer is longer than the {response.Body.Length} bytes that are read, so '{path}' cannot be looked up in it."));

        try
        {
            using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(response.Body.Span)))
            {
                MaxDepth = DeepestJson,
                DateParseHandling = DateParseHandling.None,
            };
            return JToken.ReadFrom(reader).SelectTokens(path, Bounds).FirstOrDefault() switch
            {
                null or { Type: JTokenType.Null } => null,
                JValue value => value,
                _ => throw new StageFailedException(new StageError("status-not-a-value", $"'{path}' finds an object or a list in the answer. Point it at a text or a number.")),
            };
        }
        catch (JsonException)
        {
            return null;
        }
        catch (System.Text.RegularExpressions.RegexMatchTimeoutException exception)
        {
            throw new StageFailedException(new StageError("invalid-input", $"A pattern in '{path}' takes too long to match."), exception);
        }
    }
}
