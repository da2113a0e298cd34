namespace Pipeline.Definitions.Expressions.Values;

/// <summary>
/// A map during evaluation. Values are: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="SecretText"/>, <see cref="Moment"/>, <see cref="ListValue"/>, <see cref="MapValue"/> and the few kinds of Types.
/// </summary>
internal abstract class MapValue
{
    public abstract int Count { get; }

    public abstract IEnumerable<string> Keys { get; }

    public abstract bool TryGet(string key, out object? value);

    public object? Get(string key) => TryGet(key, out var value) ? value : null;

    public IEnumerable<KeyValuePair<string, object?>> Entries => Keys.Select(key => KeyValuePair.Create(key, Get(key)));
}

/// <summary>A map made by an expression, in the order in which it was written.</summary>
internal sealed class BuiltMap : MapValue
{
    private readonly OrderedDictionary<string, object?> _entries = new(StringComparer.Ordinal);

    public override int Count => _entries.Count;

    public override IEnumerable<string> Keys => _entries.Keys;

    public override bool TryGet(string key, out object? value) => _entries.TryGetValue(key, out value);

    public BuiltMap With(string key, object? value)
    {
        _entries[key] = value;
        return this;
    }

    /// <summary>An element of a map in selections and projections.</summary>
    public static BuiltMap Entry(string key, object? value) => new BuiltMap().With("key", key).With("value", value);
}

/// <summary>Two maps seen as one; the first has precedence.</summary>
internal sealed class MergedMap(MapValue first, MapValue second) : MapValue
{
    public override int Count => Keys.Count();

    public override IEnumerable<string> Keys => first.Keys.Union(second.Keys);

    public override bool TryGet(string key, out object? value) => first.TryGet(key, out value) || second.TryGet(key, out value);
}
