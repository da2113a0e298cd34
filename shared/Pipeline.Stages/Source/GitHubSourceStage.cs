using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Source;

/// <summary>
/// Takes the source at a branch, tag or commit of a GitHub repository: finds the commit once, so that all stages behind it work on the same,
/// and puts out the repository at that commit, and files of it, as artifacts.
/// </summary>
/// <example>
/// <code>
/// - id: source
///   type: source.github
///   with:
///     source: hub
///     repository: octocat/shop
///     branch: main
///     files: [{ path: deploy/app.yaml }]
/// </code>
/// </example>
public sealed class GitHubSourceStage(ISettings settings, OutboundHttp http, TimeProvider time) : Stage<GitHubSourceInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "source.github",
        Title = "Source - GitHub",
        KoreanTitle = "소스 - GitHub",
        StageClass = typeof(GitHubSourceStage),
        Input = SourceJson.Default.GitHubSourceInput,
        Create = services => new GitHubSourceStage(
            services.GetRequiredService<ISettings>(), services.GetRequiredService<OutboundHttp>(), services.GetRequiredService<TimeProvider>()),
        Outputs = SourceOutputs.Described,
        DefaultTimeout = TimeSpan.FromHours(2), // rate limits last up to an hour
        StepTimeout = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<GitHubSourceInput> execution, CancellationToken cancellationToken)
    {
        var request = SourceRequest.Create(SourceRepositoryHost.GitHub, execution.Input, execution.Input.Repository, execution.Input.Files);
        return await new SourceReading(settings, http, time).StepAsync(execution, request, cancellationToken);
    }
}
