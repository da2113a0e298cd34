namespace Pipeline.Definitions.Manifests.Binding;

/// <summary>Images as manifests write them, well-formed or not.</summary>
public static class ImageNames
{
    /// <summary>The image without digest and tag; a colon before the last slash is a port.</summary>
    public static string NameOf(string image)
    {
        var withoutDigest = Before(image, image.IndexOf('@', StringComparison.Ordinal));
        var colon = withoutDigest.LastIndexOf(':');
        return Before(withoutDigest, colon > withoutDigest.LastIndexOf('/') ? colon : -1);
    }

    /// <summary>The tag; empty when there is none.</summary>
    public static string TagOf(string image)
    {
        var withoutDigest = Before(image, image.IndexOf('@', StringComparison.Ordinal));
        var name = NameOf(image);
        return withoutDigest.Length > name.Length ? withoutDigest[(name.Length + 1)..] : "";
    }

    private static string Before(string text, int index) => index < 0 ? text : text[..index];
}
