using Pipeline.Definitions.Expressions.Types;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>What one evaluation of a template shares among its expressions: the scope, the clock, chance, and what is left of the limits.</summary>
internal sealed class EvaluationContext
{
    private const int CharactersPerStep = 256;
    private readonly List<ExpressionLookup> _lookups = [];
    private long _steps;

    public EvaluationContext(ExpressionScope scope, ExpressionOptions options)
    {
        Scope = scope;
        Limits = options.Limits;
        Embed = options.Embed;
        Now = Moment.InstantOf(options.Now);
        Random = new RandomSequence(options.Seed);
        Patterns = new PatternMatching(this);
    }

    public ExpressionScope Scope { get; }

    public ExpressionLimits Limits { get; }

    public Func<string, string>? Embed { get; }

    public Moment Now { get; }

    public RandomSequence Random { get; }

    public PatternMatching Patterns { get; }

    /// <summary>What was asked for and is not known yet.</summary>
    public IReadOnlyList<ExpressionLookup> Lookups => _lookups;

    /// <summary>What is known from outside the run.</summary>
    /// <exception cref="ExpressionException">It is not known yet, which the evaluation then says of itself; or it cannot be.</exception>
    public ExpressionAnswer Ask(ExpressionLookup lookup)
    {
        var answers = Scope.Answers ?? throw new ExpressionException("Nothing outside the run can be asked for here.");
        if (answers.TryGetValue(lookup, out var answer)) return answer.Fault is { } fault ? throw new ExpressionException(fault) : answer;
        if (!_lookups.Contains(lookup))
        {
            if (answers.Count + _lookups.Count >= Limits.Lookups)
                throw new ExpressionException($"The stage's expressions ask for more than {Limits.Lookups} things outside the run.");
            _lookups.Add(lookup);
        }
        throw new ExpressionException("The answer is not known yet.");
    }

    /// <summary>Counts work done.</summary>
    /// <exception cref="ExpressionException">The evaluation has done more than it may.</exception>
    public void Spend(long steps = 1)
    {
        _steps += steps;
        if (_steps > Limits.Steps) throw new ExpressionException($"The evaluation takes more than {Limits.Steps} steps.");
    }

    /// <summary>Counts the work of reading or making text.</summary>
    public void SpendText(long characters) => Spend(1 + characters / CharactersPerStep);

    /// <summary>Counts the work of making a text and refuses one that is too long; asked before the text is made.</summary>
    public void CheckText(long characters)
    {
        if (characters > Limits.TextCharacters) throw new ExpressionException($"The text is longer than {Limits.TextCharacters} characters.");
        SpendText(characters);
    }

    /// <summary>Refuses a list or map that is too large.</summary>
    public void CheckElements(long count)
    {
        if (count > Limits.Elements) throw new ExpressionException($"A list or map has more than {Limits.Elements} elements.");
        Spend(count);
    }

    /// <summary>Refuses values that are nested too deep to be walked by recursion.</summary>
    public void CheckDepth(int depth)
    {
        if (depth > Limits.ValueDepth) throw new ExpressionException($"The value is nested deeper than {Limits.ValueDepth} levels.");
    }
}
