namespace Pipeline.Definitions.Documents;

/// <summary>Writes the paths that faults name, such as <c>spec.stages[2].with.url</c>.</summary>
internal static class DocumentPath
{
    public static string Field(string path, string name)
    {
        var isPlain = name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
        if (!isPlain)
            return $"{path}['{(name.Length <= 64 ? name : name[..64] + "…")}']";

        return path.Length == 0 ? name : $"{path}.{name}";
    }

    public static string Item(string path, int index) => $"{path}[{index}]";
}
