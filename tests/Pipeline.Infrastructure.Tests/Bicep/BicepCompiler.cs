using System.Diagnostics;
using System.Reflection;
using Pipeline.Testing;

namespace Pipeline.Infrastructure.Tests.Bicep;

/// <summary>Runs the Bicep compiler. It carries the types of Azure's resources itself and needs no network.</summary>
internal static class BicepCompiler
{
    private static readonly RequiredComponent Component =
        new("bicep", "dotnet restore tests/Pipeline.Infrastructure.Tests (Linux x64), or install it from https://aka.ms/bicep-install");

    // A compilation takes a processor for seconds.
    private static readonly SemaphoreSlim Processors = new(Environment.ProcessorCount);

    /// <summary>Runs it; ends the test when it is not there.</summary>
    /// <param name="environment">Variables that parameter files read; ours are not passed on.</param>
    /// <param name="arguments">The command and what it takes.</param>
    public static async Task<CompilerResult> RunAsync(IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Locate(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsReadByParameterFiles).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";

        await Processors.WaitAsync();
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var diagnostics = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new(process.ExitCode, await output, (await diagnostics).Trim());
        }
        finally
        {
            Processors.Release();
        }
    }

    private static bool IsReadByParameterFiles(string name) =>
        name.StartsWith("PIPELINE_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal);

    private static string Locate()
    {
        var restored = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "BicepPath").Value;
        return string.IsNullOrEmpty(restored) ? Component.Locate() : Component.Require(Path.GetFullPath(restored.Replace('\\', '/')));
    }
}

/// <summary>What the compiler answered.</summary>
/// <param name="ExitCode">0: it compiled.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Diagnostics">Errors and warnings, one a line.</param>
internal sealed record CompilerResult(int ExitCode, string Output, string Diagnostics);
