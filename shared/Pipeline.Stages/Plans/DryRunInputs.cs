using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Kernel;

namespace Pipeline.Stages.Plans;

/// <summary>
/// Evaluates a stage's <c>with</c> text by text, as the kernel would all at once: what cannot be known yet stays as written and is listed, and
/// one fault does not hide the others.
/// </summary>
internal sealed class DryRunInputs(StageEvaluation evaluation, UnknownReasons reasons, Func<bool> isTimeUp)
{
    private readonly Dictionary<string, JsonNode?> known = new(StringComparer.Ordinal);
    private readonly HashSet<string> unknown = new(StringComparer.Ordinal);

    public List<DryRunUnknown> Unknown { get; } = [];

    public List<DryRunFault> Faults { get; } = [];

    public async ValueTask<JsonObject> EvaluateAsync(JsonObject with, string? orderedInput, CancellationToken cancellationToken)
    {
        var inputs = new JsonObject();
        foreach (var (name, value) in with)
        {
            if (name == orderedInput && value is JsonArray items)
                inputs[name] = await OrderedAsync(items, name, cancellationToken);
        }

        // As in the kernel, the named values of the list are seen within the list alone.
        known.Clear();
        unknown.Clear();
        var ordered = inputs.Count == 0 ? null : orderedInput;
        var rest = new JsonObject();
        foreach (var (name, value) in with.Where(field => field.Key != ordered))
            rest[name] = value?.DeepClone();
        foreach (var (name, value) in (await MapAsync(rest, "with", cancellationToken)).ToArray())
            inputs[name] = value?.DeepClone();
        return inputs;
    }

    private async ValueTask<JsonArray> OrderedAsync(JsonArray items, string name, CancellationToken cancellationToken)
    {
        var evaluated = new JsonArray();
        for (var index = 0; index < items.Count; index++)
        {
            var before = (Unknown.Count, Faults.Count);
            var path = $"with.{name}[{index}]";
            var item = await WalkAsync(items[index], path, cancellationToken);
            evaluated.Add(item);
            if (item is not JsonObject fields || fields["name"] is not JsonValue text || !text.TryGetValue<string>(out var variable))
                continue;

            var isKnown = before == (Unknown.Count, Faults.Count);
            Check(path, variable, isKnown ? fields["value"] : null);
            if (isKnown)
                known[variable] = SecretReferences.Resolve(fields["value"], _ => "");
            else
                unknown.Add(variable);
        }

        return evaluated;
    }

    private void Check(string path, string name, JsonNode? value)
    {
        try
        {
            StageVariables.Check(path, name, value, known.ContainsKey(name) || unknown.Contains(name));
        }
        catch (StageFailedException failed)
        {
            Faults.Add(new(failed.Error.Code, path, failed.Error.Message));
        }
    }

    private async ValueTask<JsonNode?> WalkAsync(JsonNode? node, string path, CancellationToken cancellationToken)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject map:
                return await MapAsync(map, path, cancellationToken);
            case JsonArray list:
                var items = new JsonArray();
                for (var index = 0; index < list.Count; index++)
                    items.Add(await WalkAsync(list[index], $"{path}[{index}]", cancellationToken));
                return items;
            default:
                return node.GetValueKind() is JsonValueKind.String ? await TextAsync(node.GetValue<string>(), path, cancellationToken) : node.DeepClone();
        }
    }

    private async ValueTask<JsonObject> MapAsync(JsonObject map, string path, CancellationToken cancellationToken)
    {
        var evaluated = new JsonObject();
        foreach (var (name, value) in map)
        {
            var place = $"{path}.{name}";
            var key = name.Contains("${", StringComparison.Ordinal) && await TextAsync(name, place, cancellationToken) is { } text
                ? text.GetValueKind() is JsonValueKind.String ? text.GetValue<string>() : text.ToJsonString()
                : name;
            var item = await WalkAsync(value, place, cancellationToken);
            if (!evaluated.TryAdd(key, item))
                Faults.Add(new("expression", place, "Two keys of the map are the same once they are evaluated."));
        }

        return evaluated;
    }

    private async ValueTask<JsonNode?> TextAsync(string text, string path, CancellationToken cancellationToken)
    {
        if (ExpressionTemplate.Contains(text) && (isTimeUp() ? "The dry run has had its time; what comes behind is not evaluated." : reasons.Of(text, known, unknown)) is { } reason)
        {
            Unknown.Add(new(path, text, reason));
            return text;
        }

        var result = await evaluation.EvaluateAsync(JsonValue.Create(text), path, known, cancellationToken);
        Faults.AddRange(result.Faults.Select(fault => new DryRunFault("expression", path, fault.ToString())));
        return result.Succeeded ? result.Value : JsonValue.Create(text);
    }
}
