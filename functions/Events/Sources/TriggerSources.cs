using System.Text.Json.Serialization.Metadata;
using Pipeline.Connectors.Git;
using Pipeline.Connectors.Http;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Functions.Events.Sources;

/// <summary>Opens the repositories that triggers name.</summary>
public sealed class TriggerSources(ISettings settings, OutboundHttp http, TimeProvider time)
{
    /// <summary>Opens a repository by its setting.</summary>
    /// <exception cref="GitException">The application has no such setting, or there can be no repository of that name.</exception>
    public async ValueTask<IGitRepository> OpenAsync(string application, string source, string repository, CancellationToken cancellationToken)
    {
        var setting = await settings.FindAsync(application, SourceRepository.KindName, source, (JsonTypeInfo<SourceRepository>)SourceRepository.Kind.Input, cancellationToken)
            ?? throw new GitException(GitFailure.Forbidden, $"There is no source repository '{source}' that the application '{application}' may use.");
        if (SourceRepositoryServers.FaultOf(setting.Host, repository) is { } fault)
            throw new GitException(GitFailure.RepositoryNotFound, fault);
        return SourceRepositoryServers.Open(setting, http, time).Open(repository);
    }
}
