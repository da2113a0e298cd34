namespace Pipeline.Functions.Commands;

/// <summary>Columns of text for the terminal, each as wide as its widest cell.</summary>
internal static class TextTable
{
    /// <summary>The lines of a table, its titles first.</summary>
    public static IEnumerable<string> Lines(string[] titles, IEnumerable<string[]> rows)
    {
        string[][] all = [titles, .. rows];
        var widths = titles.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return all.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
