namespace Pipeline.Definitions.Expressions.Values;

/// <summary>A list during evaluation; never changed once made.</summary>
internal abstract class ListValue
{
    public abstract int Count { get; }

    public abstract object? this[int index] { get; }

    public IEnumerable<object?> Items
    {
        get
        {
            for (var index = 0; index < Count; index++) yield return this[index];
        }
    }
}

/// <summary>A list made by an expression.</summary>
internal sealed class BuiltList(IReadOnlyList<object?> items) : ListValue
{
    public override int Count => items.Count;

    public override object? this[int index] => items[index];
}
