namespace Pipeline.Connectors.Git;

/// <summary>Paths of files in repositories.</summary>
public static class FilePaths
{
    /// <summary>What is wrong with a path, and what to write; null when nothing is.</summary>
    public static string? FaultOf(string path)
    {
        var isPath = path.Length is > 0 and <= 1000
            && !path.Any(static letter => letter < ' ' || letter is '\\' or '\x7f')
            && path.Split('/').All(static segment => segment is not ("" or "." or ".."));
        return isPath ? null : $"'{(path.Length > 100 ? path[..100] + "…" : path)}' is no path of a file: write it from the repository's root, for example deploy/app.yaml.";
    }

    /// <summary>The path as part of an address.</summary>
    internal static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
