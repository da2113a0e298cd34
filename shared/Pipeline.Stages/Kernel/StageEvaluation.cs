using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Stages.Kernel;

/// <summary>
/// Evaluates what a stage's author wrote, at the moment at which the stage starts. What expressions ask of the outside is looked up between
/// two passes, each once; every pass sees the same clock and the same chance.
/// </summary>
internal sealed class StageEvaluation(StageScope scope, StageRecord record, ExpressionLookups lookups, DateTimeOffset now)
{
    private readonly Dictionary<ExpressionLookup, ExpressionAnswer> answers = [];
    private readonly Lazy<ExpressionScope> expressions = new(() => scope.Expressions(record.Stage));

    /// <summary>Evaluates a template; secrets stay references.</summary>
    /// <param name="template">As written.</param>
    /// <param name="part">Which part of the stage it is: its own chance; empty for <c>with</c> as a whole.</param>
    /// <param name="variables">Variables besides those of the run, null for none; they are looked at first.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    public async ValueTask<ExpressionEvaluation> EvaluateAsync(
        JsonNode? template, string part, IReadOnlyDictionary<string, JsonNode?>? variables, CancellationToken cancellationToken)
    {
        // Most stages of a large run are plain; they need no view of all the others.
        var text = template?.ToJsonString() ?? "";
        if (!text.Contains("${", StringComparison.Ordinal) && !text.Contains("\\u27E", StringComparison.OrdinalIgnoreCase))
            return new() { Value = template?.DeepClone() };

        var options = new ExpressionOptions { Now = now, Seed = Seed(part) };
        var visible = expressions.Value with { Answers = answers };
        if (variables is { Count: > 0 })
            visible = visible with { Variables = variables.Concat(visible.Variables.Where(known => !variables.ContainsKey(known.Key))).ToDictionary(StringComparer.Ordinal) };
        while (true)
        {
            var evaluation = ExpressionTemplate.Evaluate(template, visible, options);
            if (evaluation.Lookups.Count == 0)
                return evaluation;
            foreach (var lookup in evaluation.Lookups)
                answers[lookup] = await lookups.FindAsync(record.Request.Run, lookup, now + ExpressionLookups.Limit, cancellationToken);
        }
    }

    private long Seed(string part)
    {
        var request = record.Request;
        var attempt = $"{request.Run}/{request.Stage}/{request.Attempt}";
        return SeedOf(part.Length == 0 ? attempt : $"{attempt}/{part}");
    }

    /// <summary>The chance of what a name stands for: the same whenever it is evaluated again.</summary>
    public static long SeedOf(string name) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
