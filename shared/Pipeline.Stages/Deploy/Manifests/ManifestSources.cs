using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests.Reading;
using Pipeline.Definitions.Manifests.Versions;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;
using Pipeline.Stages.Source;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Finds the manifests of a deploy: written in the stage, in an artifact, or in a file of a source repository.</summary>
internal sealed class ManifestSources(ISettings settings, OutboundHttp http, ArtifactContents contents, TimeProvider time)
{
    /// <summary>Reads the manifests.</summary>
    /// <param name="execution">The step.</param>
    /// <param name="source">Where they are.</param>
    /// <param name="commit">The commit that an earlier step has found; null: the step finds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StageFailedException">There are none, or they cannot be read; the message names the field.</exception>
    public async ValueTask<FoundManifests> ReadAsync(StageExecution execution, ManifestSource source, string? commit, CancellationToken cancellationToken)
    {
        if (new[] { source.Written is not null, source.Artifact is not null, source.File is not null }.Count(given => given) != 1)
            throw new StageFailedException(new StageError("invalid-input", $"{source.Field}, artifact, file: give exactly one of them."));

        switch (source)
        {
            case { Artifact: { } id }:
                var artifact = execution.Artifacts.Find(id)
                    ?? throw new StageFailedException(new StageError("artifact-missing", $"artifact: There is no artifact '{id}' that this stage can see."));
                return await ReadAsync(execution.Run, artifact, commit, cancellationToken);
            case { File: { } file }:
                return await ReadAsync(execution.Run, file, commit, cancellationToken);
            case { Written: JsonValue value } when value.TryGetValue<string>(out var text):
                return Found(source.Field, ManifestText.Read(text), text, commit: null);
            default:
                return Found(source.Field, ManifestText.Read([source.Written]), source.Written!.ToJsonString(), commit: null);
        }
    }

    private async ValueTask<FoundManifests> ReadAsync(StageRun run, Artifact artifact, string? commit, CancellationToken cancellationToken)
    {
        if (await contents.ReadAsync(run.Id, artifact, cancellationToken) is { } content)
            return Found("artifact", ManifestText.Read(Text("artifact", content)), Text("artifact", content), commit: null);

        var source = artifact.Metadata["source"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;
        return artifact.Type is ArtifactTypes.GitHubFile or ArtifactTypes.GitLabFile && source is not null && artifact.Name is { } path
            ? await ReadAsync(run, new ManifestFile { Source = source, Repository = artifact.Location ?? "", Path = path, Commit = artifact.Version }, commit, cancellationToken)
            : throw new StageFailedException(new StageError(
                "artifact-unfit", $"artifact: '{artifact}' holds no manifests. Use an artifact of type {ArtifactTypes.EmbeddedBase64}, as stages that bake or take files along make them, or a file of a source stage."));
    }

    private async ValueTask<FoundManifests> ReadAsync(StageRun run, ManifestFile file, string? commit, CancellationToken cancellationToken)
    {
        var setting = await settings.GetAsync<SourceRepository>(SourceRepository.Kind, run.Application, file.Source, "file.source", cancellationToken);
        var input = new GitSourceInput { Source = file.Source, Branch = file.Branch, Tag = file.Tag, Commit = file.Commit };
        var request = SourceRequest.Create(setting.Host, input, file.Repository.Trim(), [new() { Path = file.Path, MaximumBytes = ManifestText.Longest }]);
        await using var repository = SourceRepositoryServers.Open(setting, http, time).Open(request.Repository);
        commit ??= (await repository.ResolveAsync(request.Revision, cancellationToken)).Commit;
        var content = Text("file", await repository.ReadFileAsync(commit, file.Path, ManifestText.Longest, cancellationToken));
        return Found("file", ManifestText.Read(content), content, commit);
    }

    private static FoundManifests Found(string field, ManifestText read, string text, string? commit) => read.Faults.Count == 0
        ? new(read.Manifests, ManifestDigest.Of(text), commit)
        : throw new StageFailedException(new StageError("invalid-manifest", $"{field}: {string.Join(' ', read.Faults)}"));

    private static string Text(string field, ReadOnlyMemory<byte> content)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw new StageFailedException(new StageError("invalid-manifest", $"{field}: The manifests are no text in UTF-8."), exception);
        }
    }
}

/// <summary>Where a stage's manifests are; one of the three.</summary>
/// <param name="Field">The input that holds them when they are written in the stage.</param>
/// <param name="Written">The manifests as written in the stage: a text, or objects.</param>
/// <param name="Artifact">The id of the artifact that holds them.</param>
/// <param name="File">The file in a source repository that holds them.</param>
internal sealed record ManifestSource(string Field, JsonNode? Written, string? Artifact, ManifestFile? File);

/// <summary>Manifests as they were found.</summary>
/// <param name="Manifests">The objects.</param>
/// <param name="Digest">The digest of their text.</param>
/// <param name="Commit">The commit of the file; null when they are from no file.</param>
internal sealed record FoundManifests(IReadOnlyList<JsonObject> Manifests, string Digest, string? Commit);
