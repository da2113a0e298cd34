using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.Infrastructure.Tests.Bicep;

/// <summary>The templates, compiled once for all tests, in a copy: the compiler writes beside what it reads.</summary>
public sealed class Templates : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<CompilerResult>> _build;
    private readonly Lazy<IReadOnlyDictionary<Variant, Task<Snapshot>>> _snapshots;

    /// <summary>Copies the templates; compiles nothing yet.</summary>
    public Templates()
    {
        CopyTo(_folder.Path);
        _build = new(() => BicepCompiler.RunAsync(null, "build", Copy("main.bicep"), "--stdout"));

        // All at once: tests ask for one after the other, and would wait for each.
        _snapshots = new(() => Variant.All.ToDictionary(variant => variant, TakeAsync));
    }

    /// <summary>The folder of the templates.</summary>
    internal static string Source => SourceTree.Combine("infra-bicep");

    /// <summary>What compiling <c>main.bicep</c> answered.</summary>
    internal Task<CompilerResult> BuildAsync() => _build.Value;

    /// <summary>The compiled template: modules are nested deployments, by their symbolic name.</summary>
    internal async Task<JsonObject> CompileAsync()
    {
        var result = await BuildAsync();
        Assert.True(result.ExitCode == 0, result.Diagnostics);
        return JsonNode.Parse(result.Output)!.AsObject();
    }

    /// <summary>What a variant deploys.</summary>
    internal Task<Snapshot> DeployAsync(Variant variant) => _snapshots.Value[variant];

    /// <summary>Tries a variant that may be refused.</summary>
    internal async Task<(CompilerResult Result, string File)> TryAsync(Variant variant)
    {
        var file = Copy(variant.Name + ".bicepparam");
        if (variant.Parameters is { } parameters)
            await File.WriteAllTextAsync(file, $"using 'main.bicep'\n\n{parameters}\n");
        var result = await BicepCompiler.RunAsync(
            variant.Environment,
            "snapshot", file, "--subscription-id", Snapshot.Subscription, "--tenant-id", Snapshot.Tenant, "--resource-group", Snapshot.Group, "--location", "koreacentral");
        return (result, Path.ChangeExtension(file, ".snapshot.json"));
    }

    /// <summary>Copies what the compiler reads.</summary>
    internal static void CopyTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*.bicep*", SearchOption.AllDirectories).Append(Path.Combine(Source, "bicepconfig.json")))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>A file of the copy.</summary>
    internal string Copy(params string[] parts) => _folder[parts];

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task<Snapshot> TakeAsync(Variant variant)
    {
        var compilation = CompileAsync();
        var (result, file) = await TryAsync(variant);
        Assert.True(result is { ExitCode: 0, Diagnostics: "" }, $"{variant.Name}: {result.Diagnostics}");
        return Snapshot.Read(await File.ReadAllTextAsync(file), await compilation, variant);
    }
}
