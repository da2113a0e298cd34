namespace Pipeline.Connectors.Notifications;

/// <summary>Cuts texts to what a channel takes.</summary>
internal static class TextLimit
{
    /// <summary>What stands for the part that was cut off.</summary>
    public const char Ellipsis = '…';

    /// <summary>The text, or its beginning with an ellipsis when it is longer than a number of UTF-16 units. No character is cut in two.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit)
            return text;
        var length = Math.Max(limit - 1, 0);
        if (length > 0 && char.IsHighSurrogate(text[length - 1]))
            length--;
        return limit > 0 ? text[..length] + Ellipsis : "";
    }

    /// <summary>The text on one line.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
