using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Definitions.Tests.ServerGroups;

/// <summary>Server groups in short.</summary>
internal static class Groups
{
    /// <summary>
    /// Groups from the oldest to the newest, a second apart, written as <c>v1:3</c> (enabled, with three instances), <c>v2:0-</c> (disabled, none), or
    /// <c>v3:2-1</c> (disabled, of two instances one is healthy).
    /// </summary>
    public static IReadOnlyList<ServerGroup> Of(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    /// <summary>Names with blanks between.</summary>
    public static string Names(IEnumerable<ServerGroup> groups) => string.Join(' ', groups.Select(group => group.Name));

    private static ServerGroup Read(string text, int index)
    {
        var parts = text.Split(':', '-');
        var isEnabled = !text.Contains('-', StringComparison.Ordinal);
        var size = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        return new()
        {
            Name = parts[0],
            Region = "here",
            Version = index,
            CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(index),
            IsEnabled = isEnabled,
            Capacity = new(size, size, size),
            Instances = size,
            HealthyInstances = isEnabled ? size : parts is [_, _, { Length: > 0 } healthy] ? int.Parse(healthy, System.Globalization.CultureInfo.InvariantCulture) : 0,
        };
    }
}
