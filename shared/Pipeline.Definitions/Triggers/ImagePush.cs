namespace Pipeline.Definitions.Triggers;

/// <summary>A container image that was pushed.</summary>
/// <param name="Image">Its name without registry and tag.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Digest">The manifest's digest; null when it was not told.</param>
public sealed record ImagePush(string Image, string Tag, string? Digest);
