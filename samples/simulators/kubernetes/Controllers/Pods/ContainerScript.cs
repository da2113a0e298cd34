using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Simulators.Kubernetes.Controllers.Pods;

/// <summary>
/// What a container does, read off its command and arguments. Understood are <c>true</c>, <c>false</c>, <c>echo …</c>, <c>sleep N</c> and
/// <c>exit N</c>, by themselves or joined by <c>;</c>, <c>&amp;&amp;</c> and line breaks in <c>sh -c</c>; <c>$NAME</c> and <c>${NAME}</c> in them are
/// the environment's. Any other program, and a container without a command, runs until it is stopped.
/// </summary>
/// <param name="Lines">What it writes, and how long after its start.</param>
/// <param name="Ends">When it ends; null: never.</param>
/// <param name="ExitCode">How it ends.</param>
internal sealed partial record ContainerScript(IReadOnlyList<(TimeSpan At, string Text)> Lines, TimeSpan? Ends, int ExitCode)
{
    /// <summary>Reads a container's.</summary>
    public static ContainerScript Of(JsonObject container, IReadOnlyDictionary<string, string> environment) =>
        Of([.. Words(container["command"]), .. Words(container["args"])], environment);

    /// <summary>Reads a command, for example a probe's.</summary>
    public static ContainerScript Of(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        if (command.Count == 0)
            return new([], null, 0);
        var isShell = command is [var shell, "-c" or "-ec" or "-ce", _, ..] && shell[(shell.LastIndexOf('/') + 1)..] is "sh" or "bash" or "ash";
        var steps = isShell ? Separator().Split(command[2]).Select(step => step.Trim()).ToArray() : [string.Join(' ', command)];
        var lines = new List<(TimeSpan, string)>();
        var (time, code) = (TimeSpan.Zero, 0);
        for (var index = 0; index < steps.Length; index++)
        {
            var step = steps[index];
            if (step is "&&" && code != 0)
                return new(lines, time, code);
            if (step is "&&" or ";" or "\n" or "" || step.StartsWith("set ", StringComparison.Ordinal))
                continue;
            var words = step.Split(' ', 2, StringSplitOptions.TrimEntries);
            switch (words[0])
            {
                case "true":
                    code = 0;
                    break;
                case "false":
                    code = 1;
                    break;
                case "echo":
                    code = 0;
                    lines.Add((time, Expanded(words.Length > 1 ? words[1] : "", environment)));
                    break;
                case "sleep" when words.Length > 1 && double.TryParse(words[1].TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds):
                    code = 0;
                    time += TimeSpan.FromSeconds(seconds);
                    break;
                case "exit":
                    return new(lines, time, words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : code);
                default:
                    return new(lines, null, 0);
            }
        }

        return new(lines, time, code);
    }

    internal static IEnumerable<string> Words(JsonNode? words) => (words as JsonArray ?? []).Select(word => (string)word!);

    private static string Expanded(string text, IReadOnlyDictionary<string, string> environment)
    {
        var plain = text.EndsWith(">&2", StringComparison.Ordinal) ? text[..^3].TrimEnd() : text;
        if (plain.Length > 1 && plain[0] == '\'' && plain[^1] == '\'')
            return plain[1..^1];
        return Reference().Replace(plain.Replace("\"", "", StringComparison.Ordinal), match => environment.GetValueOrDefault(match.Groups["name"].Value, ""));
    }

    [GeneratedRegex(@"(&&|;|\n)")]
    private static partial Regex Separator();

    [GeneratedRegex(@"\$\{?(?<name>[A-Za-z_][A-Za-z0-9_]*)\}?")]
    private static partial Regex Reference();
}
