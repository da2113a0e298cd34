using System.Diagnostics;
using System.Reflection;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>A program of this solution as the build left it, started as a process of its own.</summary>
internal static class BuiltProgram
{
    private static readonly string _configuration = typeof(BuiltProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Configuration").Value!;

    /// <summary>The product's executable.</summary>
    public static string Server { get; } = Find("functions", "pipeline");

    /// <summary>The demo.</summary>
    public static string Demo { get; } = Find(Path.Combine("samples", "demo"), "Pipeline.Demo");

    /// <summary>The simulated Functions host.</summary>
    public static string FunctionsHost { get; } = Find(Path.Combine("samples", "simulators", "functions-host"), "functions-host");

    /// <summary>How to start one, with its output redirected and none of the tester's own settings.</summary>
    public static ProcessStartInfo StartInfo(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(name);
        return start;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("PIPELINE_", StringComparison.Ordinal) || name.StartsWith("AzureWebJobs", StringComparison.Ordinal)
        || name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("APPLICATIONINSIGHTS_", StringComparison.Ordinal) || name == "ASPNETCORE_URLS";

    private static string Find(string project, string name) =>
        SourceTree.Combine(project, "bin", _configuration, "net10.0", OperatingSystem.IsWindows() ? name + ".exe" : name);
}
