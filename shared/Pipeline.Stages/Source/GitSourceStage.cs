using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Source;

/// <summary>
/// Takes the source at a branch, tag or commit of a repository on any git server over HTTP: finds the commit once, so that all stages behind it
/// work on the same, and puts out the repository at that commit, and files of it, as artifacts. It needs the program <c>git</c> on the server.
/// </summary>
/// <example>
/// <code>
/// - id: source
///   type: source.git
///   with:
///     source: our-git
///     repository: team/shop.git
///     branch: main
///     files: [{ path: deploy/app.yaml, maximumBytes: 65536 }]
/// </code>
/// </example>
public sealed class GitSourceStage(ISettings settings, OutboundHttp http, TimeProvider time) : Stage<GitSourceInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "source.git",
        Title = "Source - Git",
        KoreanTitle = "소스 - Git",
        StageClass = typeof(GitSourceStage),
        Input = SourceJson.Default.GitSourceInput,
        Create = services => new GitSourceStage(
            services.GetRequiredService<ISettings>(), services.GetRequiredService<OutboundHttp>(), services.GetRequiredService<TimeProvider>()),
        Outputs = SourceOutputs.Described,
        DefaultTimeout = TimeSpan.FromHours(2), // rate limits last up to an hour
        StepTimeout = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<GitSourceInput> execution, CancellationToken cancellationToken)
    {
        var request = SourceRequest.Create(SourceRepositoryHost.Git, execution.Input, execution.Input.Repository?.Trim() ?? "", [.. execution.Input.Files.Select(Embedded)]);
        return await new SourceReading(settings, http, time).StepAsync(execution, request, cancellationToken);
    }

    private static SourceFile Embedded(EmbeddedSourceFile file) => new() { Path = file.Path, MaximumBytes = file.MaximumBytes, Embed = true };
}
