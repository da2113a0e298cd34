using Pipeline.Connectors.Git;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Kustomize;
using Pipeline.Connectors.Helm.Programs;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>Gathers all files of a kustomization.</summary>
internal sealed class KustomizeBake(BakeSources sources, RenderingOptions options, TimeProvider time)
{
    /// <summary>Fetches everything; renders nothing yet.</summary>
    public async Task<PreparedBake> PrepareAsync(StageExecution<BakeManifestInput> execution, CancellationToken cancellationToken)
    {
        var kustomize = new KustomizeBuild(options, time);
        var program = await kustomize.VersionAsync(cancellationToken);
        var files = await FilesAsync(execution, cancellationToken);
        execution.Log.WriteLine($"The kustomization has {files.Files.Count} files.");
        var content = new BakeKeyContent
        {
            Engine = BakeEngine.Kustomize,
            Program = program,
            Template = [.. files.Files.Select(static file => $"{file.Key} {BakeKey.Digest(file.Value)}")],
            Folder = files.Folder,
        };
        return new(BakeKey.Of(content), $"kustomize {program}", cancellation => kustomize.RenderAsync(files, cancellation));
    }

    private async Task<KustomizationFiles> FilesAsync(StageExecution<BakeManifestInput> execution, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        if (input.File is { } file)
            return await FromRepositoryAsync(execution, "file", file, cancellationToken);

        var artifact = BakeSources.Find(execution, "artifact", input.Artifact!);
        var path = input.KustomizationPath ?? "";
        if (artifact.Type is ArtifactTypes.GitRepository && BakeSources.FileOf(artifact, artifact.Name, path) is { } repository)
            return await FromRepositoryAsync(execution, "artifact", repository, cancellationToken);
        return await KustomizeBuild.UnpackAsync(await sources.ContentAsync(execution, "artifact", input.Artifact!, cancellationToken), path, cancellationToken);
    }

    private async Task<KustomizationFiles> FromRepositoryAsync(StageExecution execution, string field, BakeFile file, CancellationToken cancellationToken)
    {
        await using var opened = await sources.OpenAsync(execution, field, file, cancellationToken);
        execution.Log.WriteLine($"Reading the kustomization of {file.Source} at commit {opened.Commit}.");
        return await new KustomizationSource(ReadAsync).CollectAsync(file.Path, cancellationToken);

        async Task<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellation)
        {
            try
            {
                return await opened.Repository.ReadFileAsync(opened.Commit, path, ChartPackage.MaximumBytes, cancellation);
            }
            catch (GitException exception) when (exception.Failure is GitFailure.FileNotFound)
            {
                return null;
            }
        }
    }
}
