namespace Pipeline.Definitions.Tests;

/// <summary>Stages for tests, in the notation <c>"c: a b"</c>: the id, then what it depends on.</summary>
internal static class Stages
{
    public static StageDefinition[] Of(params string[] lines) => [.. lines.Select(One)];

    public static StageDefinition One(string line)
    {
        var parts = line.Split(':', 2);
        return new()
        {
            Id = parts[0].Trim(),
            Type = "test.stage",
            DependsOn = parts.Length == 1 ? [] : parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries),
        };
    }
}
