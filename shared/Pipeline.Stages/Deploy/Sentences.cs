namespace Pipeline.Stages.Deploy;

/// <summary>Puts what clusters say, which often lacks its full stop, and our own sentences one behind the other.</summary>
internal static class Sentences
{
    /// <summary>The texts with blanks between, each with an end.</summary>
    public static string Join(params IEnumerable<string> texts) =>
        string.Join(' ', texts.Select(text => text.Trim()).Where(text => text.Length > 0).Select(text => text[^1] is '.' or '!' or '?' or ':' ? text : text + "."));
}
