using Pipeline.Definitions.Expressions.Syntax;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>Selection and projection. The elements of a map are its entries, each with <c>key</c> and <c>value</c>.</summary>
internal static class Collections
{
    public static object? Select(SelectionKind kind, object target, Func<object?, bool> condition, EvaluationContext context)
    {
        if (target is MapValue map)
        {
            var entries = Keep(kind, map.Entries, entry => condition(BuiltMap.Entry(entry.Key, entry.Value)), context);
            var selected = new BuiltMap();
            foreach (var entry in entries) selected.With(entry.Key, entry.Value);
            return kind == SelectionKind.All || selected.Count > 0 ? selected : null;
        }
        var items = Keep(kind, ItemsOf(target), condition, context);
        return kind == SelectionKind.All ? new BuiltList(items) : items.Count > 0 ? items[0] : null;
    }

    public static object Project(object target, Func<object?, object?> body, EvaluationContext context)
    {
        var source = target is MapValue map ? map.Entries.Select(object? (entry) => BuiltMap.Entry(entry.Key, entry.Value)) : ItemsOf(target);
        var items = new List<object?>();
        foreach (var item in source)
        {
            items.Add(body(item));
            if (items.Count > context.Limits.Elements) context.CheckElements(items.Count);
        }
        return new BuiltList(items);
    }

    private static List<T> Keep<T>(SelectionKind kind, IEnumerable<T> source, Func<T, bool> condition, EvaluationContext context)
    {
        var kept = new List<T>();
        foreach (var item in source)
        {
            context.Spend();
            if (!condition(item)) continue;
            if (kind == SelectionKind.Last) kept.Clear();
            kept.Add(item);
            if (kind == SelectionKind.First) break;
        }
        return kept;
    }

    private static IEnumerable<object?> ItemsOf(object target) => target is ListValue list
        ? list.Items
        : throw new ExpressionException($"Only a list or a map has elements to select or project, not {ValueKinds.NameOf(target)}.");
}
