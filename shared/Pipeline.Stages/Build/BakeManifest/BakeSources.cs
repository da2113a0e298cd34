using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Helm;
using Pipeline.Connectors.Helm.Charts;
using Pipeline.Connectors.Helm.Repositories;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.ChartRepositories;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>Reads templates and values files from where an input says that they are.</summary>
internal sealed class BakeSources(ISettings settings, OutboundHttp http, TimeProvider time, ArtifactContents contents)
{
    /// <summary>The chart repository of a setting.</summary>
    /// <exception cref="StageFailedException">There is no such setting.</exception>
    public async Task<(ChartRepository Setting, IChartRepository Repository)> ChartRepositoryAsync(string application, string field, string name, CancellationToken cancellationToken)
    {
        var setting = await settings.FindAsync(application, ChartRepository.KindName, name, (JsonTypeInfo<ChartRepository>)ChartRepository.Kind.Input, cancellationToken)
            ?? throw SettingMissing(application, field, "chart repository", ChartRepository.KindName, name);
        return (setting, setting.Open(http));
    }

    /// <summary>The content of a file of a source repository.</summary>
    public async Task<ReadOnlyMemory<byte>> FileAsync(StageExecution execution, string field, BakeFile file, CancellationToken cancellationToken)
    {
        await using var opened = await OpenAsync(execution, field, file, cancellationToken);
        var content = await opened.Repository.ReadFileAsync(opened.Commit, file.Path.Trim('/'), ChartPackage.MaximumBytes, cancellationToken);
        execution.Log.WriteLine($"Read {file.Path} of {Named(file)} at commit {opened.Commit} ({content.Length:N0} bytes).");
        return content;
    }

    /// <summary>A source repository at a commit.</summary>
    public async Task<OpenedRepository> OpenAsync(StageExecution execution, string field, BakeFile file, CancellationToken cancellationToken)
    {
        var setting = await settings.FindAsync(
            execution.Run.Application, SourceRepository.KindName, file.Source, (JsonTypeInfo<SourceRepository>)SourceRepository.Kind.Input, cancellationToken)
            ?? throw SettingMissing(execution.Run.Application, $"{field}.source", "source repository", SourceRepository.KindName, file.Source);
        if (SourceRepositoryServers.FaultOf(setting.Host, file.Repository) is { } fault)
            throw BakeInputs.Invalid($"{field}.repository", fault);

        var repository = SourceRepositoryServers.Open(setting, http, time).Open(file.Repository);
        try
        {
            return new(repository, (await repository.ResolveAsync(RevisionOf(field, file), cancellationToken)).Commit);
        }
        catch
        {
            await repository.DisposeAsync();
            throw;
        }
    }

    /// <summary>The artifact of an id.</summary>
    /// <exception cref="StageFailedException">There is none.</exception>
    public static Artifact Find(StageExecution execution, string field, string id) => execution.Artifacts.Find(id)
        ?? throw new StageFailedException(new StageError(
            "artifact-missing",
            $"{field}: there is no artifact '{id}'. {(execution.Artifacts.Bound.Count == 0 ? "This stage can see none: declare it under 'artifacts' or in 'produces' of a stage that this one depends on." : $"This stage can see {string.Join(", ", execution.Artifacts.Bound.Select(static bound => bound.Id).Take(10))}.")}",
            new() { ["field"] = field }));

    /// <summary>The content of an artifact that holds one, or says where a file of one is.</summary>
    public async Task<ReadOnlyMemory<byte>> ContentAsync(StageExecution execution, string field, string id, CancellationToken cancellationToken)
    {
        var artifact = Find(execution, field, id);
        if (await contents.ReadAsync(execution.Run.Id, artifact, cancellationToken) is { } content)
            return content;
        if (artifact.Type is ArtifactTypes.GitHubFile or ArtifactTypes.GitLabFile && FileOf(artifact, artifact.Location, artifact.Name) is { } file)
            return await FileAsync(execution, field, file, cancellationToken);
        if (artifact.Type is ArtifactTypes.HttpFile && Uri.TryCreate(artifact.Reference, UriKind.Absolute, out var address))
            return await DownloadAsync(address, cancellationToken);
        throw new StageFailedException(new StageError(
            "artifact-unfit",
            $"{field}: the artifact '{id}' ({artifact}) holds no content and does not say where one is that can be fetched: take an artifact of the types {ArtifactTypes.EmbeddedBase64}, {ArtifactTypes.HttpFile}, or a file that a source stage took along.",
            new() { ["field"] = field }));
    }

    /// <summary>Where the file or repository of an artifact is that a source stage put out; null when it was another that did.</summary>
    public static BakeFile? FileOf(Artifact artifact, string? repository, string? path) =>
        artifact.Metadata["source"] is JsonValue source && source.TryGetValue<string>(out var name) && repository is not null && path is not null && artifact.Version is { } commit
            ? new() { Source = name, Repository = repository, Path = path, Commit = commit }
            : null;

    private async Task<ReadOnlyMemory<byte>> DownloadAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.SendAsync(new() { Method = "GET", Url = address, MaximumAnswerBytes = ChartPackage.MaximumBytes, Timeout = TimeSpan.FromMinutes(1) }, cancellationToken);
            return answer switch
            {
                { StatusCode: 200, Truncated: false } => answer.Body,
                { StatusCode: 200 } => throw new HelmException(HelmFailure.TooLarge, $"The file of {address.Host} has more than {ChartPackage.MaximumBytes:N0} bytes."),
                { StatusCode: 429 or >= 500 } => throw new HelmException(HelmFailure.Unreachable, $"{address.Host} answered {answer.StatusCode}."),
                _ => throw new HelmException(HelmFailure.ChartNotFound, $"{address.Host} answered {answer.StatusCode} to {address.AbsolutePath}."),
            };
        }
        catch (AddressRefusedException exception)
        {
            throw new HelmException(HelmFailure.Refused, exception.Message, exception);
        }
        catch (OutboundCallException exception)
        {
            throw new HelmException(HelmFailure.Unreachable, exception.Message, exception);
        }
    }

    /// <summary>A blank field is one that is left out, so that an expression may leave it to another.</summary>
    private static GitRevision RevisionOf(string field, BakeFile file)
    {
        GitRevision[] given =
        [
            .. string.IsNullOrWhiteSpace(file.Branch) ? [] : new GitRevision[] { new GitRevision.Branch(file.Branch.Trim()) },
            .. string.IsNullOrWhiteSpace(file.Tag) ? [] : new GitRevision[] { new GitRevision.Tag(file.Tag.Trim()) },
            .. string.IsNullOrWhiteSpace(file.Commit) ? [] : new GitRevision[] { new GitRevision.Commit(file.Commit.Trim().ToLowerInvariant()) },
        ];
        if (given.Length > 1)
            throw BakeInputs.Invalid(field, "branch, tag, commit: give one of them, or none for the default branch.");

        var revision = given.Length == 0 ? new GitRevision.DefaultBranch() : given[0];
        return revision.FaultOf() is { } fault ? throw BakeInputs.Invalid($"{field}.{revision.GetType().Name.ToLowerInvariant()}", fault) : revision;
    }

    private static StageFailedException SettingMissing(string application, string field, string title, string kind, string name) => new(new StageError(
        "setting-missing", $"{field}: the application '{application}' has no {title} setting '{name}'. Make it with PUT /api/settings/{kind}/{name}.", new() { ["field"] = field }));

    private static string Named(BakeFile file) => file.Repository.Length > 0 ? $"{file.Repository} ({file.Source})" : file.Source;
}

/// <summary>A source repository at a commit.</summary>
internal sealed record OpenedRepository(IGitRepository Repository, string Commit) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Repository.DisposeAsync();
}
