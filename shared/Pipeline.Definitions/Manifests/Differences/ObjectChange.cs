namespace Pipeline.Definitions.Manifests.Differences;

/// <summary>A value of an object that is another than before.</summary>
/// <param name="Path">Where it is, for example <c>spec.template.spec.containers[web].image</c>.</param>
/// <param name="Before">What it was, in JSON; null when it is new.</param>
/// <param name="After">What it is, in JSON; null when it is gone.</param>
public sealed record ObjectChange(string Path, string? Before, string? After)
{
    private const int Longest = 200;

    /// <summary>A line for people: <c>+</c> for what is new, <c>-</c> for what is gone, <c>~</c> for what has changed.</summary>
    public override string ToString() => (Before, After) switch
    {
        (null, _) => $"+ {Path}: {Shorten(After)}",
        (_, null) => $"- {Path}: {Shorten(Before)}",
        _ => $"~ {Path}: {Shorten(Before)} → {Shorten(After)}",
    };

    private static string Shorten(string? text) => text is null ? "" : text.Length <= Longest ? text : text[..Longest] + "…";
}
