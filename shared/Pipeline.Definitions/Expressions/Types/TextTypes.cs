using System.Net;
using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Members;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>java.lang.String, java.lang.Boolean, java.util.UUID and java.net.URLEncoder.</summary>
internal static class TextTypes
{
    public static Callables String { get; } = new()
    {
        { "valueOf", 1, call => call.Value(0) is null ? "null" : TextForm.Of(call.Value(0), call.Context) },
        { "format", 1, Callables.Unlimited, call => TextFormatting.Format(call, call.Text(0), firstArgument: 1) },
        { "join", 1, Callables.Unlimited, Join },
    };

    public static Callables Boolean { get; } = new()
    {
        { "parseBoolean", 1, call => IsTrue(call) },
        { "valueOf", 1, call => call.Value(0) is bool value ? value : IsTrue(call) },
        { "toString", 1, call => TextForm.OfScalar(call.Is<bool>(0, "a boolean")) },
    };

    public static Callables Uuid { get; } = new()
    {
        { "randomUUID", 0, call => call.Context.Random.NextUuid() },
        { "fromString", 1, call => Guid.TryParseExact(call.Text(0), "D", out var uuid) ? uuid.ToString("D") : throw call.Fail("the text is not a UUID.") },
    };

    public static Callables UrlEncoder { get; } = new()
    {
        { "encode", 1, 2, Encode },
    };

    private static bool IsTrue(Call call) => call.Value(0) is not null && call.Text(0).Equals("true", StringComparison.OrdinalIgnoreCase);

    private static object Join(Call call)
    {
        var items = call.Count == 2 && call.Value(1) is ListValue list ? list.Items : Enumerable.Range(1, call.Count - 1).Select(call.Value);
        return ListMembers.Join(items, call.Value(0), call.Context);
    }

    private static object Encode(Call call)
    {
        if (call.Count == 2 && !call.Text(1).Equals("UTF-8", StringComparison.OrdinalIgnoreCase)) throw call.Fail("the only encoding is 'UTF-8'.");
        return call.Value(0) is SecretText secret ? secret.Encode(SecretEncoding.Url) : WebUtility.UrlEncode(call.Text(0));
    }
}
