using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions.Syntax;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>Walks a template and evaluates the strings in it, collecting every fault instead of stopping at the first.</summary>
internal sealed class TemplateEvaluation(EvaluationContext context)
{
    private readonly List<ExpressionFault> _faults = [];
    private readonly Interpreter _interpreter = new(context);
    private readonly ResultTree _result = new(context);

    public ExpressionEvaluation Evaluate(JsonNode? template)
    {
        var value = Walk(template, "", depth: 0);
        return _faults.Count == 0 ? new ExpressionEvaluation { Value = value } : new ExpressionEvaluation { Faults = _faults, Lookups = context.Lookups };
    }

    private JsonNode? Walk(JsonNode? node, string path, int depth)
    {
        if (_faults.Count >= context.Limits.Faults) return null;
        try
        {
            context.CheckDepth(depth);
            return node switch
            {
                null => null,
                JsonObject map => WalkMap(map, path, depth),
                JsonArray list => WalkList(list, path, depth),
                _ when node.GetValueKind() == JsonValueKind.String => EvaluateText((string)JsonValues.Read(node)!, path, depth),
                _ => node.DeepClone(),
            };
        }
        catch (ExpressionException exception)
        {
            // The template itself is at fault: its size, its depth, or a key that it holds twice.
            _faults.Add(ExpressionFault.At("", 0, 0, 0, exception.Message) with { Path = path });
            return null;
        }
    }

    private JsonObject WalkMap(JsonObject map, string path, int depth)
    {
        var result = new JsonObject();
        foreach (var (key, value) in JsonValues.Readable(() => map.ToList()))
        {
            var place = path.Length == 0 ? key : $"{path}.{key}";
            _result.AddElement();
            var name = TemplateSyntax.HasExpression(key) ? EvaluateKey(key, place) : _result.AddText(key);
            var item = Walk(value, place, depth + 1);
            if (name is not null && !result.TryAdd(name, item)) throw new ExpressionException("Two keys of the map are the same once they are evaluated.");
        }
        return result;
    }

    private JsonArray WalkList(JsonArray list, string path, int depth)
    {
        var result = new JsonArray();
        for (var index = 0; index < list.Count; index++)
        {
            _result.AddElement();
            result.Add(Walk(list[index], $"{path}[{index}]", depth + 1));
        }
        return result;
    }

    private string? EvaluateKey(string key, string path) =>
        EvaluateSegments(TemplateSyntax.Parse(key, context.Limits), path, value =>
        {
            var text = TextForm.Of(value, context);
            return text is string plain ? _result.AddText(plain) : throw new ExpressionException("A secret cannot be the key of a map.");
        });

    private JsonNode? EvaluateText(string text, string path, int depth)
    {
        if (!TemplateSyntax.HasExpression(text)) return JsonValue.Create(_result.AddText(text));
        return EvaluateSegments(TemplateSyntax.Parse(text, context.Limits), path, value => _result.Add(value, depth));
    }

    private T? EvaluateSegments<T>(TemplateSyntax syntax, string path, Func<object?, T?> finish) where T : class
    {
        _faults.AddRange(syntax.Faults.Select(fault => fault with { Path = path }));
        var pieces = new List<object?>();
        long length = 0;
        Segment last = default;
        var before = _faults.Count;
        foreach (var segment in syntax.Segments)
        {
            if (segment.Expression is not null) last = segment;
            Guarded(segment, () =>
            {
                object? piece = segment.Expression is { } expression
                    ? _interpreter.Evaluate(expression, ScopeRoot.Instance)
                    : syntax.Text[segment.Start..segment.End];
                if (!syntax.IsWhole)
                {
                    piece = TextForm.Of(piece, context);
                    if (segment.Expression is not null && piece is string value && context.Embed is { } embed) piece = embed(value);
                    context.CheckText(length += piece is SecretText secret ? secret.Length : ((string)piece).Length);
                }
                pieces.Add(piece);
            });
        }
        if (syntax.Faults.Count > 0 || _faults.Count > before) return null;
        T? result = null;
        Guarded(last, () => result = finish(syntax.IsWhole ? pieces[0] : SecretText.Concat(pieces.OfType<object>())));
        return result;

        void Guarded(Segment segment, Action evaluate)
        {
            try
            {
                evaluate();
            }
            catch (ExpressionException exception)
            {
                var position = exception.Position == ExpressionException.Unplaced ? segment.Expression?.Position ?? segment.Start : exception.Position;
                _faults.Add(ExpressionFault.At(syntax.Text, segment.Start, segment.End, position, exception.Message) with { Path = path });
            }
        }
    }
}
