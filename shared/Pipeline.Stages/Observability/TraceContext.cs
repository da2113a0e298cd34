using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pipeline.Stages.Observability;

/// <summary>The W3C trace context that a run was started in.</summary>
/// <param name="Parent">The <c>traceparent</c>: the trace, and the span that started the run.</param>
/// <param name="State">The <c>tracestate</c> of other tracing systems, handed on as it came; null for none.</param>
public sealed partial record TraceContext(string Parent, string? State = null)
{
    /// <summary>The least that everybody hands on, and all that we keep.</summary>
    private const int LongestState = 512;

    private const int MostMembers = 32;

    /// <summary>
    /// Reads the two headers as https://www.w3.org/TR/trace-context/ has it: a <c>traceparent</c> that is malformed or stands there more than
    /// once is as good as none, and so is a malformed <c>tracestate</c>.
    /// </summary>
    /// <param name="parents">The values of the header <c>traceparent</c>.</param>
    /// <param name="states">The values of the header <c>tracestate</c>.</param>
    /// <returns>The context in the form of version 00; null when there is none.</returns>
    public static TraceContext? Read(IReadOnlyList<string?> parents, IReadOnlyList<string?> states)
    {
        if (parents is not [{ } parent] || ParentForm().Match(parent.Trim(' ', '\t')) is not { Success: true } match || match.Groups["version"].Value == "ff")
            return null;

        // A later version may say more behind what this one says; this one says nothing more.
        var (trace, span) = (match.Groups["trace"].Value, match.Groups["span"].Value);
        if ((match.Groups["version"].Value == "00" && match.Groups["more"].Length > 0) || trace.All(IsZero) || span.All(IsZero))
            return null;

        var sampled = (Convert.ToByte(match.Groups["flags"].Value, 16) & 1) == 1 ? "01" : "00";
        return new($"00-{trace}-{span}-{sampled}", ReadState(string.Join(',', states.Where(state => !string.IsNullOrWhiteSpace(state)))));
    }

    /// <summary>The context in which something was started.</summary>
    public static TraceContext Of(ActivityContext context) => new(
        $"00-{context.TraceId.ToHexString()}-{context.SpanId.ToHexString()}-{(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}",
        context.TraceState);

    /// <summary>The same for <see cref="System.Diagnostics"/>.</summary>
    public ActivityContext ToActivityContext() =>
        ActivityContext.TryParse(Parent, State, isRemote: true, out var context) ? context : default;

    private static string? ReadState(string text)
    {
        var members = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return members.Length is > 0 and <= MostMembers && text.Length <= LongestState && members.All(member => MemberForm().IsMatch(member))
            ? string.Join(',', members)
            : null;
    }

    private static bool IsZero(char digit) => digit == '0';

    [GeneratedRegex(@"^(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<span>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ParentForm();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_\-*/]{0,240}(@[a-z][a-z0-9_\-*/]{0,13})?=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]\z", RegexOptions.CultureInvariant)]
    private static partial Regex MemberForm();
}
