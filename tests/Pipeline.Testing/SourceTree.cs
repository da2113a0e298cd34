namespace Pipeline.Testing;

/// <summary>The checkout that the running tests were built in.</summary>
public static class SourceTree
{
    private static readonly Lazy<string> _root = new(Find);

    /// <summary>The folder that has <c>Pipeline.sln</c>.</summary>
    public static string Root => _root.Value;

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string Combine(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' has Pipeline.sln: run the tests from their checkout.");
    }
}
