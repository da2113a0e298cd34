using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>Gives out stage ids that are valid and given to nobody else.</summary>
internal sealed partial class UniqueIds
{
    private const int Longest = 63;
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> last = new(StringComparer.Ordinal);

    /// <summary>The id nearest to what is wanted.</summary>
    public string Next(string wanted)
    {
        var valid = NotInIds().Replace(wanted.Length > 256 ? wanted[..256] : wanted, "-").TrimStart('-', '_');
        valid = valid.Length == 0 ? "stage" : Cut(valid, Longest);
        var id = valid;
        var number = last.GetValueOrDefault(valid, 1);
        while (!used.Add(id))
        {
            number++;
            id = $"{Cut(valid, Longest - 1 - $"{number}".Length)}-{number}";
        }

        last[valid] = number;
        return id;
    }

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    [GeneratedRegex("[^A-Za-z0-9_-]+")]
    private static partial Regex NotInIds();
}
