using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>
/// Regular expressions within the limits. They run on .NET's linear-time engine where it can take the pattern; look-around and
/// back-references need the backtracking one, which a total time stops. The syntax is .NET's, nearly Java's.
/// </summary>
internal sealed class PatternMatching(EvaluationContext context)
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;
    private readonly Dictionary<string, Regex> _compiled = new(StringComparer.Ordinal);
    private TimeSpan _spent;

    /// <summary>Whether the pattern matches the whole text, as Java's <c>String.matches</c>.</summary>
    public bool IsWholeMatch(string text, string pattern) => Timed(() => Compile($@"\A(?:{pattern})\z", pattern).IsMatch(text));

    /// <summary>The matches one after the other; each is found when it is asked for.</summary>
    public IEnumerable<Match> Matches(string text, string pattern)
    {
        var regex = Compile(pattern, pattern);
        for (var match = Timed(() => regex.Match(text)); match.Success; match = Timed(match.NextMatch))
        {
            context.Spend();
            yield return match;
        }
    }

    private T Timed<T>(Func<T> match)
    {
        if (_spent > context.Limits.RegexTime) throw OutOfTime();
        context.Spend();
        var started = Stopwatch.GetTimestamp();
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException)
        {
            throw OutOfTime();
        }
        finally
        {
            _spent += Stopwatch.GetElapsedTime(started);
        }
    }

    private Regex Compile(string pattern, string written)
    {
        if (_compiled.TryGetValue(pattern, out var known)) return known;
        if (written.Length > context.Limits.PatternCharacters)
            throw new ExpressionException($"The regular expression is longer than {context.Limits.PatternCharacters} characters.");
        context.Spend(100);
        try
        {
            return _compiled[pattern] = Create(pattern);
        }
        catch (RegexParseException exception)
        {
            throw new ExpressionException($"'{written}' is not a regular expression: {exception.Error} at its character {exception.Offset}.");
        }
    }

    private Regex Create(string pattern)
    {
        try
        {
            return new Regex(pattern, Options | RegexOptions.NonBacktracking, context.Limits.RegexTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Options, context.Limits.RegexTime);
        }
    }

    private ExpressionException OutOfTime() =>
        new($"Regular expressions take longer than {context.Limits.RegexTime.TotalMilliseconds:0} ms; simplify the pattern.");
}
