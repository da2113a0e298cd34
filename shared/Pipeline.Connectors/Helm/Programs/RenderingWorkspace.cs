namespace Pipeline.Connectors.Helm.Programs;

/// <summary>A temporary folder that one rendering has to itself, and the environment that its programs are given; the folder goes with it.</summary>
internal sealed class RenderingWorkspace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pipeline-rendering-");

    /// <summary>Makes one.</summary>
    public RenderingWorkspace()
    {
        var home = Directory.CreateDirectory(Combine("home")).FullName;
        var nowhere = "http://127.0.0.1:9"; // what a program must not fetch by itself, past the address rules, goes to the port of nobody
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["TMPDIR"] = home,
            ["LC_ALL"] = "C",
            ["HELM_CACHE_HOME"] = Path.Combine(home, "cache"),
            ["HELM_CONFIG_HOME"] = Path.Combine(home, "config"),
            ["HELM_DATA_HOME"] = Path.Combine(home, "data"),
            ["HELM_PLUGINS"] = Path.Combine(home, "plugins"),
            ["KUBECONFIG"] = Path.Combine(home, "kubeconfig"),
            ["HTTP_PROXY"] = nowhere,
            ["HTTPS_PROXY"] = nowhere,
            ["GOMAXPROCS"] = "2",
        };
        foreach (var name in OperatingSystem.IsWindows() ? ["SystemRoot"] : Array.Empty<string>())
            environment[name] = System.Environment.GetEnvironmentVariable(name) ?? "";
        if (OperatingSystem.IsWindows())
            environment["TEMP"] = environment["TMP"] = environment["USERPROFILE"] = home;
        Environment = environment;
    }

    /// <summary>The folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The whole environment of its programs: nothing of this process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The path of something in the folder.</summary>
    public string Combine(params ReadOnlySpan<string> parts) => Path.Combine([_folder.FullName, .. parts]);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A program that was just stopped may still hold a file; the system clears its temporary folder.
        }
    }
}
