using System.Text.RegularExpressions;

namespace Pipeline.Storage.Keys;

/// <summary>The names that Azure Storage allows for tables and containers; both implementations keep to them.</summary>
internal static partial class StorageNames
{
    /// <summary>A table's name in lower case: Azure does not tell cases apart.</summary>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public static string Table(string name) => TablePattern.IsMatch(name) && !name.Equals("tables", StringComparison.OrdinalIgnoreCase)
        ? name.ToLowerInvariant()
        : throw new ArgumentException($"'{name}' cannot name a table: it takes 3 to 63 letters and digits, a letter first, and not 'tables'.", nameof(name));

    /// <summary>A container's name.</summary>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public static string Container(string name) => ContainerPattern.IsMatch(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' cannot name a container: it takes 3 to 63 lower-case letters, digits and single hyphens, a letter or digit first and last.",
            nameof(name));

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{2,62}\z")]
    private static partial Regex TablePattern { get; }

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex ContainerPattern { get; }
}
