namespace Pipeline.Benchmarks;

/// <summary>
/// A folder for the data of one benchmark, removed afterwards. It lies beside the program and not in the system's temporary folder, which
/// may be in memory, where an fsync costs nothing.
/// </summary>
internal sealed class BenchmarkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, $".benchmark-{Environment.ProcessId}")).FullName;

    /// <summary>The full path of a file or folder in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
