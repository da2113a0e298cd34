using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Functions;

/// <summary>Reads and writes JSON and YAML text.</summary>
internal static class DocumentFunctions
{
    public static Callables All { get; } = new()
    {
        { "readJson", 1, call => ReadJson(call, call.Text(0)) },
        { "readYaml", 1, call => YamlReading.Read(call, call.Text(0)) },
        { "readAllYaml", 1, call => YamlReading.ReadAll(call, call.Text(0)) },
        { "toJson", 1, ToJson },
        { "doNotEval", 1, call => new LiteralValue(call.Value(0)) },
    };

    public static object? ReadJson(Call call, string text)
    {
        try
        {
            var options = new JsonDocumentOptions { MaxDepth = Math.Min(64, call.Context.Limits.ValueDepth), AllowDuplicateProperties = false };
            return JsonValues.Read(JsonNode.Parse(text, nodeOptions: null, options));
        }
        catch (JsonException exception)
        {
            throw call.Fail($"the text is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw call.Fail("the text holds half of a surrogate pair, which is not a character.");
        }
    }

    /// <summary>
    /// As in Spinnaker, refuses what would look like an expression to a system that evaluates the text again, unless <c>#doNotEval</c> says
    /// that it is meant.
    /// </summary>
    private static object ToJson(Call call)
    {
        var json = JsonText.Write(call.Value(0), call.Context);
        if (call.Value(0) is LiteralValue) return json;
        var plain = json as string ?? SecretToken.Write((SecretText)json);
        return plain.Contains("${", StringComparison.Ordinal) ? throw call.Fail("the value holds '${', which could be taken for an expression; if it is meant, write #toJson(#doNotEval(…)).") : json;
    }
}
