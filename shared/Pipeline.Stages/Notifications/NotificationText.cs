using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Notifications.Markdown;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Notifications;

/// <summary>An author's text after its expressions were evaluated: the text, or why there is none.</summary>
/// <param name="Text">Markdown in which values stand escaped; null when it could not be evaluated.</param>
/// <param name="Fault">Why it could not.</param>
internal sealed record NotificationText(string? Text, string? Fault)
{
    /// <summary>What a message may say at most, in characters.</summary>
    public const int Longest = 10_000;

    private const int LongestFault = 1_000;

    /// <summary>
    /// Evaluates a text. It sees what a stage's inputs see, and <c>notification</c>: <c>event</c>, <c>status</c>, <c>reason</c>, <c>stage</c>
    /// and <c>stageName</c>, <c>attempt</c>, <c>instructions</c>. Nothing outside the run can be asked for, and secrets are masked.
    /// </summary>
    public static NotificationText Evaluate(string template, string word, NotificationContent content, RunSnapshot snapshot, FrozenDefinition definition, SecretMask mask)
    {
        var scope = new StageScope(snapshot, definition).Observed(content.Stage);
        var variables = new Dictionary<string, JsonNode?>(scope.Variables, StringComparer.Ordinal) { ["notification"] = Itself(word, content) };
        var options = new ExpressionOptions { Now = content.Time, Seed = SeedOf(content, word), Embed = MarkdownText.Escape };
        var evaluation = ExpressionTemplate.Evaluate(template, scope with { Variables = variables }, options);
        if (!evaluation.Succeeded)
            return new(null, Cut(mask.Apply(evaluation.Faults[0].ToString()), LongestFault));

        // A value is text to its readers whatever it holds; only what the author wrote around values is markup.
        var isValue = ExpressionSyntax.IsOneExpression(template);
        var text = SecretReferences.Resolve(TextOf(evaluation.Value), static _ => SecretMask.Replacement);
        return new(Cut(mask.Apply(isValue ? MarkdownText.Escape(text) : text), Longest), null);
    }

    /// <summary>The beginning of a text that is too long.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1)] + '…';

    private static string TextOf(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.GetValueKind() is JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static JsonObject Itself(string word, NotificationContent content) => new()
    {
        ["event"] = word,
        ["status"] = content.Status,
        ["reason"] = content.Reason,
        ["stage"] = content.Stage,
        ["stageName"] = content.StageName,
        ["attempt"] = content.Attempt,
        ["instructions"] = content.Instructions,
    };

    private static long SeedOf(NotificationContent content, string word) => BinaryPrimitives.ReadInt64LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{content.Run}/{content.Generation}/{content.Stage}/{content.Attempt}/{word}")));
}
