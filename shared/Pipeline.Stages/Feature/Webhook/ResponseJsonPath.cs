using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>Looks up JSONPaths in answers, in bounded time whatever the path and the answer are.</summary>
internal static class ResponseJsonPath
{
    private const int DeepestJson = 64;

    private static readonly JsonSelectSettings Bounds = new() { RegexMatchTimeout = TimeSpan.FromMilliseconds(100) };

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
