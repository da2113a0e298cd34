using System.Globalization;

namespace Pipeline.Simulators.Kubernetes.Controllers;

/// <summary>Amounts as Kubernetes writes them, for example <c>500m</c> or <c>64Mi</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("Ki", 1024), ("Mi", 1024d * 1024), ("Gi", 1024d * 1024 * 1024), ("Ti", 1024d * 1024 * 1024 * 1024),
        ("m", 0.001), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12),
    ];

    public static double Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        var (suffix, factor) = Suffixes.FirstOrDefault(known => text.EndsWith(known.Suffix, StringComparison.Ordinal));
        return suffix is null
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : double.Parse(text[..^suffix.Length], CultureInfo.InvariantCulture) * factor;
    }

    /// <summary>A number of pods that is written as a number or a percentage.</summary>
    public static int Share(System.Text.Json.Nodes.JsonNode? value, int of, bool roundsUp)
    {
        var text = value?.ToString() ?? "0";
        if (!text.EndsWith('%'))
            return int.Parse(text, CultureInfo.InvariantCulture);
        var share = int.Parse(text[..^1], CultureInfo.InvariantCulture) * of / 100d;
        return (int)(roundsUp ? Math.Ceiling(share) : Math.Floor(share));
    }
}
