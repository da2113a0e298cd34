using System.Collections.Frozen;

namespace Pipeline.Stages.Catalog;

/// <summary>The stage types that a server knows, by name.</summary>
public sealed class StageTypes(IEnumerable<StageType> types)
{
    private readonly FrozenDictionary<string, StageType> byName = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyList<StageType> All => byName.Values;

    /// <summary>The type of a name; null when the server does not know it.</summary>
    public StageType? Find(string name) => byName.GetValueOrDefault(name);
}
