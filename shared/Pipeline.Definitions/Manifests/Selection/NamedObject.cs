namespace Pipeline.Definitions.Manifests.Selection;

/// <summary>An object by its kind and name.</summary>
/// <param name="Kind">The kind as it was written; its case does not matter.</param>
/// <param name="Name">The name.</param>
public sealed record NamedObject(string Kind, string Name)
{
    /// <summary>Reads a name beside a kind, or a name with the kind in front as Spinnaker writes it: <c>deployment web</c>.</summary>
    /// <param name="kind">The kind; null when it is in front of the name.</param>
    /// <param name="name">The name.</param>
    /// <param name="fault">What is wrong and what to write; null when nothing is.</param>
    public static NamedObject? Read(string? kind, string name, out string? fault)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var given = string.IsNullOrWhiteSpace(kind) ? null : kind.Trim();
        fault = (words, given) switch
        {
            ([_], null) => "kind: Say the kind of the object, for example Deployment.",
            ([_], _) or ([_, _], null) => null,
            ([var first, _], _) when first.Equals(given, StringComparison.OrdinalIgnoreCase) => null,
            ([var first, _], _) => $"name: '{name}' says the kind '{first}', and 'kind' says '{given}'. Say it once.",
            _ => $"name: '{name}' is no object's name. Write for example web, or deployment web.",
        };
        return fault is null ? new(given ?? words[0], words[^1]) : null;
    }
}
