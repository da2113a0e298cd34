using Pipeline.Definitions.Expressions.Evaluation;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Members;

/// <summary>The methods of maps: those of java.util.Map that change nothing. Sets and collections are lists here.</summary>
internal static class MapMembers
{
    public static Callables Methods { get; } = new()
    {
        { "size", 0, call => (long)Own(call).Count },
        { "isEmpty", 0, call => Own(call).Count == 0 },
        { "get", 1, call => Own(call).Get(Key(call)) },
        { "getOrDefault", 2, call => Own(call).TryGet(Key(call), out var value) ? value : call.Value(1) },
        { "containsKey", 1, call => Own(call).TryGet(Key(call), out _) },
        { "containsValue", 1, call => Own(call).Entries.Any(entry => Comparison.AreEqual(entry.Value, call.Value(0), call.Context)) },
        { "keySet", 0, call => Made(call, Own(call).Keys) },
        { "values", 0, call => Made(call, Own(call).Entries.Select(entry => entry.Value)) },
        { "entrySet", 0, call => Made(call, Own(call).Entries.Select(entry => BuiltMap.Entry(entry.Key, entry.Value))) },
        // A map's own entry may be called toString or equals, but only a call has parentheses.
        ScalarMembers.Common,
    };

    /// <summary>A key of a map: text, or a scalar's text.</summary>
    public static string KeyOf(object? key) => key switch
    {
        string text => text,
        SecretText => throw new ExpressionException("A secret cannot be the key of a map."),
        null or ListValue or MapValue => throw new ExpressionException($"The key of a map must be a text, but is {ValueKinds.NameOf(key)}."),
        _ => TextForm.OfScalar(key) ?? throw new ExpressionException($"The key of a map must be a text, but is {ValueKinds.NameOf(key)}."),
    };

    private static MapValue Own(Call call) => call.Target<MapValue>();

    private static string Key(Call call) => KeyOf(call.Value(0));

    private static BuiltList Made(Call call, IEnumerable<object?> items)
    {
        call.Context.CheckElements(Own(call).Count);
        return new BuiltList([.. items]);
    }
}
