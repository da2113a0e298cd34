using System.Text.Json.Nodes;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Programs;

namespace Pipeline.Connectors.Helm.Kustomize;

/// <summary>Renders kustomizations with the program <c>kubectl</c>, which is given all files and fetches nothing.</summary>
/// <param name="options">The program and its bounds.</param>
/// <param name="time">Measures the timeouts.</param>
public sealed class KustomizeBuild(RenderingOptions options, TimeProvider time)
{
    private readonly RenderingProgram _kubectl = new(options.Kubectl, nameof(RenderingOptions.Kubectl), options, time);

    /// <summary>The version of the kustomize in the program, for example <c>v5.7.1</c>.</summary>
    /// <exception cref="HelmException">It is not installed.</exception>
    public async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        using var workspace = new RenderingWorkspace();
        var version = JsonNode.Parse(await _kubectl.RunAsync(["version", "--client", "--output=json"], workspace, cancellationToken));
        return (string?)version?["kustomizeVersion"] ?? (string?)version?["clientVersion"]?["gitVersion"] ?? "";
    }

    /// <summary>Renders a kustomization.</summary>
    /// <exception cref="HelmException">It cannot be rendered.</exception>
    public async Task<string> RenderAsync(KustomizationFiles files, CancellationToken cancellationToken)
    {
        using var workspace = new RenderingWorkspace();
        foreach (var (path, content) in files.Files)
        {
            var file = workspace.Combine(["root", .. path.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content, cancellationToken);
        }

        return await _kubectl.RunAsync(["kustomize", "--load-restrictor=LoadRestrictionsRootOnly", Path.Combine("root", files.Folder)], workspace, cancellationToken);
    }

    /// <summary>The files of an archive (.tgz) of a kustomization.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="path">The kustomization in it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HelmException">It is no archive, not safe, or lacks a file.</exception>
    public static async Task<KustomizationFiles> UnpackAsync(ReadOnlyMemory<byte> archive, string path, CancellationToken cancellationToken)
    {
        using var workspace = new RenderingWorkspace();
        var root = Directory.CreateDirectory(workspace.Combine("root")).FullName;
        await ArchiveFolder.UnpackAsync(archive, root, cancellationToken);
        return await new KustomizationSource(ReadAsync).CollectAsync(path, cancellationToken);

        async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellation)
        {
            var file = Path.Combine([root, .. name.Split('/')]);
            if (!File.Exists(file))
                return null;
            return await File.ReadAllBytesAsync(file, cancellation);
        }
    }
}
