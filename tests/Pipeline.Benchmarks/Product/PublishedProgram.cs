using System.Diagnostics;
using Pipeline.Testing;

namespace Pipeline.Benchmarks.Product;

/// <summary>The product as people install it: published with ReadyToRun, self-contained.</summary>
internal static class PublishedProgram
{
    /// <summary>Publishes this checkout and returns the executable.</summary>
    public static async Task<string> PublishAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "published");
        var start = new ProcessStartInfo("dotnet", ["publish", SourceTree.Combine("functions"), "-c", "Release", "-o", folder, "-v", "q", "--nologo"])
        {
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? Path.Combine(folder, OperatingSystem.IsWindows() ? "pipeline.exe" : "pipeline")
            : throw new InvalidOperationException("dotnet publish failed:\n" + output);
    }
}
