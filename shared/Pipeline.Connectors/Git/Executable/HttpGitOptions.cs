namespace Pipeline.Connectors.Git.Executable;

/// <summary>What reading a repository through the program <c>git</c> may cost.</summary>
public sealed record HttpGitOptions
{
    /// <summary>The program, by its name on the PATH or by its path: <c>git</c>.</summary>
    public string Program { get; init; } = "git";

    /// <summary>How long one call of the program may take: 2 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many bytes may be fetched into the temporary folder: 512 MiB.</summary>
    public long MaximumBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>How many bytes of a list of references are read: 32 MiB.</summary>
    public int MaximumListBytes { get; init; } = 32 * 1024 * 1024;
}
