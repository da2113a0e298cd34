using Pipeline.Connectors.Git;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Durations;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Source;

/// <summary>The steps of a source stage: one, unless the server gives no answer or wants to be asked later.</summary>
internal sealed class SourceReading(ISettings settings, OutboundHttp http, TimeProvider time)
{
    /// <summary>Reads what is asked for and says how the stage goes on.</summary>
    /// <exception cref="StageFailedException">The setting is missing or of another kind of server.</exception>
    public async Task<StageStep> StepAsync(StageExecution execution, SourceRequest request, CancellationToken cancellationToken)
    {
        var server = SourceRepositoryServers.Open(await SettingAsync(execution.Run.Application, request, cancellationToken), http, time);
        var cursor = SourceCursor.Of(execution.Cursor);
        try
        {
            await using var repository = server.Open(request.Repository);
            var resolution = cursor.Resolution ?? await repository.ResolveAsync(request.Revision, cancellationToken);
            cursor = cursor.At(resolution);
            var name = request.Repository.Length > 0 ? request.Repository : repository.CloneUrl.AbsolutePath.Trim('/');
            execution.Log.WriteLine($"{request.Revision} of {name} is commit {resolution.Commit}.");

            var commit = await repository.ReadCommitAsync(resolution.Commit, cancellationToken);
            var artifacts = new List<Artifact> { SourceOutputs.Repository(request, name, resolution, repository.CloneUrl) };
            await foreach (var file in FilesAsync(server, repository, request, name, resolution, cancellationToken))
            {
                execution.Log.WriteLine($"Took {file.Name} along ({file.Metadata["size"]} bytes).");
                artifacts.Add(file);
            }

            return new StageStep.Succeeded(SourceOutputs.Of(name, resolution, commit, artifacts));
        }
        catch (GitException failed)
        {
            return StepAfter(failed, execution, request, cursor);
        }
    }

    private async ValueTask<SourceRepository> SettingAsync(string application, SourceRequest request, CancellationToken cancellationToken)
    {
        var setting = await settings.GetAsync<SourceRepository>(SourceRepository.Kind, application, request.Source, "source", cancellationToken);
        return setting.Host == request.Host
            ? setting
            : throw new StageFailedException(new StageError(
                "setting-unfit", $"source: the setting '{request.Source}' is of the host {NameOf(setting.Host)}: use the stage type source.{NameOf(setting.Host)}, or a setting of the host {NameOf(request.Host)}."));
    }

    private static async IAsyncEnumerable<Artifact> FilesAsync(
        IGitServer server,
        IGitRepository repository,
        SourceRequest request,
        string name,
        GitResolution resolution,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var embedded = 0L;
        foreach (var file in request.Files)
        {
            var content = await repository.ReadFileAsync(resolution.Commit, file.Path, file.MaximumBytes, cancellationToken);
            var url = file.Embed ? null : server.ContentUrl(request.Repository, file.Path);
            embedded += url is null ? content.Length : 0;
            if (embedded > SourceRequest.MostEmbeddedBytes)
            {
                throw new GitException(
                    GitFailure.TooLarge, $"the files that are taken along with their content are, up to '{file.Path}', {embedded:N0} bytes long, of which at most {SourceRequest.MostEmbeddedBytes:N0} can be kept.");
            }

            yield return SourceOutputs.File(request, name, file.Path, content.Span, resolution, url);
        }
    }

    private StageStep StepAfter(GitException failed, StageExecution execution, SourceRequest request, SourceCursor cursor)
    {
        var error = SourceFailures.ErrorOf(failed, request.Source);
        if (SourceFailures.PauseAfter(failed, cursor.Failures) is not { } pause || time.GetUtcNow() + pause > execution.Deadline)
            return new StageStep.Failed(error);

        execution.Log.WriteLine($"{failed.Message} Trying again in {Duration.Format(TimeSpan.FromSeconds(Math.Ceiling(pause.TotalSeconds)))}.");
        return new StageStep.Again(pause, (cursor with { Failures = failed.RetryAfter is null ? cursor.Failures + 1 : 0 }).Node);
    }

    private static string NameOf(SourceRepositoryHost host) => host.ToString().ToLowerInvariant();
}
