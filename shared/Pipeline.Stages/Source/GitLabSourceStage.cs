using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Source;

/// <summary>
/// Takes the source at a branch, tag or commit of a GitLab project: finds the commit once, so that all stages behind it work on the same, and
/// puts out the repository at that commit, and files of it, as artifacts.
/// </summary>
/// <example>
/// <code>
/// - id: source
///   type: source.gitlab
///   with:
///     source: lab
///     repository: team/shop/backend
///     tag: "v${parameters.version}"
///     files: [{ path: deploy/app.yaml, embed: true }]
/// </code>
/// </example>
public sealed class GitLabSourceStage(ISettings settings, OutboundHttp http, TimeProvider time) : Stage<GitLabSourceInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "source.gitlab",
        Title = "Source - GitLab",
        KoreanTitle = "소스 - GitLab",
        StageClass = typeof(GitLabSourceStage),
        Input = SourceJson.Default.GitLabSourceInput,
        Create = services => new GitLabSourceStage(
            services.GetRequiredService<ISettings>(), services.GetRequiredService<OutboundHttp>(), services.GetRequiredService<TimeProvider>()),
        Outputs = SourceOutputs.Described,
        DefaultTimeout = TimeSpan.FromHours(2), // rate limits last up to an hour
        StepTimeout = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<GitLabSourceInput> execution, CancellationToken cancellationToken)
    {
        var request = SourceRequest.Create(SourceRepositoryHost.GitLab, execution.Input, execution.Input.Repository, execution.Input.Files);
        return await new SourceReading(settings, http, time).StepAsync(execution, request, cancellationToken);
    }
}
