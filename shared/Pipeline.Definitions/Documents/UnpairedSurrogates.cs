namespace Pipeline.Definitions.Documents;

/// <summary>Finds halves of surrogate pairs, which are no characters and cannot be written back.</summary>
internal static class UnpairedSurrogates
{
    /// <summary>Where the first one is; -1 when there is none.</summary>
    public static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var next = text[index..].IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0)
                return -1;

            index += next;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                return index;

            index++;
        }

        return -1;
    }
}
