using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Expressions.Syntax;

namespace Pipeline.Definitions.Templates;

/// <summary>What became of a text.</summary>
/// <param name="Value">The new value; null: the variable that it was has none.</param>
/// <param name="Variables">The variables that were read, each once; empty when the text stays as it is.</param>
/// <param name="Faults">What is wrong with it.</param>
internal sealed record VariableTextResult(JsonNode? Value, IReadOnlyList<string> Variables, IReadOnlyList<VariableFault> Faults);

/// <summary>One thing that is wrong with a text.</summary>
/// <param name="Offset">Where, in the text.</param>
/// <param name="Message">What.</param>
/// <param name="Suggestion">What was probably meant.</param>
/// <param name="HangsOnValue">Whether another value of the variable might do.</param>
internal readonly record struct VariableFault(int Offset, string Message, string? Suggestion = null, bool HangsOnValue = false);

/// <summary>Puts the values of variables into a text and leaves everything else that a run evaluates as it is.</summary>
/// <remarks>
/// An expression of variables alone is computed: <c>${variables.replicas}</c> as a whole text becomes the value with its type, within a text it
/// becomes text. In an expression that also reads what only the run knows, a variable becomes a literal: <c>${variables.region + parameters.v}</c>
/// becomes <c>${'kr' + parameters.v}</c>. A value may itself hold an expression for the run.
/// </remarks>
/// <param name="values">The value of every variable that there is; null for one that has none.</param>
internal sealed class VariableText(JsonObject values)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ExpressionScope scope = new() { Variables = new Dictionary<string, JsonNode?>(StringComparer.Ordinal) { [VariableReferences.Root] = values } };

    /// <summary>Whether a text can hold a variable at all.</summary>
    public static bool IsConcerned(string text) =>
        TemplateSyntax.HasExpression(text) && text.Contains(VariableReferences.Root, StringComparison.Ordinal);

    /// <param name="text">The text.</param>
    /// <param name="staysExpression">Whether it must remain an expression, as <c>enabledIf</c> must.</param>
    public VariableTextResult Substitute(string text, bool staysExpression)
    {
        var syntax = TemplateSyntax.Parse(text, ExpressionLimits.Default);
        if (syntax.Faults.Count > 0)
            return new(text, [], [.. syntax.Faults.Select(fault => new VariableFault(fault.Offset, fault.Reason))]);

        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var faults = new List<VariableFault>();
        var pieces = new List<JsonNode?>();
        foreach (var segment in syntax.Segments)
        {
            var (references, unnamed) = VariableReferences.In(text, segment);
            foreach (var reference in references)
                names[reference.Name] = true;
            faults.AddRange(unnamed.Select(offset => new VariableFault(offset, "Name one of the variables: variables.name, or variables['name'].")));
            faults.AddRange(references.Where(reference => !values.ContainsKey(reference.Name)).Select(Unknown));
            pieces.Add(faults.Count > 0 ? null : Piece(text, segment, references, staysExpression, faults));
        }

        if (names.Count == 0 && faults.Count == 0)
            return new(text, [], []);
        var value = faults.Count > 0 ? text : pieces.Count == 1 ? pieces[0] : string.Concat(pieces.Select(TextOf));
        return new(value, [.. names.Keys], faults);
    }

    private JsonNode? Piece(
        string text, Segment segment, IReadOnlyList<VariableReference> references, bool staysExpression, List<VariableFault> faults)
    {
        if (references.Count == 0)
            return text[segment.Start..segment.End];

        var holdsExpression = references.Any(reference => HoldsExpression(values[reference.Name]));
        if (staysExpression || !IsOfVariablesAlone(segment) || (holdsExpression && !IsPath(segment)))
            return Written(text, segment, references, faults);

        // A plain reference keeps the value digit by digit.
        if (references is [var only] && only.Start == segment.Start + 2 && only.End == segment.End - 1)
            return values[only.Name]?.DeepClone();

        var source = text[segment.Start..segment.End];
        var result = ExpressionTemplate.Evaluate(JsonValue.Create(source), scope, new() { Now = DateTimeOffset.UnixEpoch, Seed = 0 });
        faults.AddRange(result.Faults.Select(fault => new VariableFault(segment.Start + fault.Offset, fault.Reason, HangsOnValue: true)));

        // Evaluation marks what could be taken for a secret's reference; here it is plain again.
        return SecretReferences.Resolve(result.Value, _ => "");
    }

    private JsonNode? Written(string text, Segment segment, IReadOnlyList<VariableReference> references, List<VariableFault> faults)
    {
        var written = new StringBuilder();
        var position = segment.Start;
        foreach (var (start, end, name) in references)
        {
            var value = values[name];
            var inner = value is JsonValue scalar && scalar.TryGetValue<string>(out var given) && ExpressionSyntax.IsOneExpression(given.Trim()) ? given.Trim()[2..^1] : null;
            if (inner is null && HoldsExpression(value))
                faults.Add(new(start, $"The value of the variable '{name}' holds an expression among other text, which cannot stand inside another expression. Give it one expression alone, or a plain value.", HangsOnValue: true));
            written.Append(text, position, start - position).Append(inner is null ? ExpressionLiteral.Of(value) : $"({inner})");
            position = end;
        }

        return written.Append(text, position, segment.End - position).ToString();
    }

    private VariableFault Unknown(VariableReference reference)
    {
        var known = values.Count == 0 ? "It has none." : $"Its variables: {string.Join(", ", values.Take(20).Select(value => value.Key))}.";
        return new(reference.Start, $"The template has no variable '{DocumentFaults.Shorten(reference.Name)}'. {known}", NearestName.Find(reference.Name, values.Select(value => value.Key)));
    }

    private static bool IsOfVariablesAlone(Segment segment) => ExpressionSyntax.Nodes(segment).All(node => node switch
    {
        NameNode name => name.Name == VariableReferences.Root,
        FunctionNode or ConstructorNode or TypeNode or ContextNode => false,
        _ => true,
    });

    private static bool IsPath(Segment segment) => ExpressionSyntax.Nodes(segment).All(node => node is NameNode or PropertyNode or IndexNode or LiteralNode);

    private static bool HoldsExpression(JsonNode? value) => value switch
    {
        JsonObject map => map.Any(field => TemplateSyntax.HasExpression(field.Key) || HoldsExpression(field.Value)),
        JsonArray list => list.Any(HoldsExpression),
        JsonValue scalar => scalar.TryGetValue<string>(out var text) && TemplateSyntax.HasExpression(text),
        _ => false,
    };

    private static string TextOf(JsonNode? value)
    {
        if (value is null)
            return "";
        if (value.GetValueKind() is JsonValueKind.String)
            return value.GetValue<string>();

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
