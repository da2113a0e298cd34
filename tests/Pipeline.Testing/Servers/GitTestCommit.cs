namespace Pipeline.Testing.Servers;

/// <summary>A commit that a test makes.</summary>
public sealed record GitTestCommit
{
    /// <summary>The branch that it is added to; one that is not there begins with it.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>The branch or commit that a new branch begins at; null: at nothing.</summary>
    public string? From { get; init; }

    /// <summary>The message.</summary>
    public string Message { get; init; } = "A change";

    /// <summary>Who wrote it.</summary>
    public string Author { get; init; } = "Ada Lovelace <ada@example.com>";

    /// <summary>When, in seconds since 1970, with the zone.</summary>
    public string Date { get; init; } = "1767225600 +0900";

    /// <summary>What files hold from now on; null removes one.</summary>
    public required IReadOnlyDictionary<string, byte[]?> Files { get; init; }

    /// <summary>Files that are moved, from their old path to the new one.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();
}
