using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.CustomJobs;

namespace Pipeline.Stages.Jobs.CustomJobs;

/// <summary>
/// Runs a job that an operator has prepared as a setting (<c>custom-jobs</c>): the stage names it and gives its parameters. It is run, followed and cancelled as
/// <c>run.job</c> does it. Each prepared job is listed beside the built-in stage types.
/// </summary>
/// <example>
/// <code>
/// - id: migrate
///   type: run.custom-job
///   with: { job: migrate, parameters: { version: "${parameters.version}" } }
/// </code>
/// </example>
public sealed class CustomJobStage(ISettings settings, RunJobStage jobs) : Stage<CustomJobInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = RunJobStage.Type with
    {
        Name = "run.custom-job",
        Title = "Custom job",
        KoreanTitle = "사용자 정의 작업",
        StageClass = typeof(CustomJobStage),
        Input = RunJobJson.Default.CustomJobInput,
        Create = services => new CustomJobStage(services.GetRequiredService<ISettings>(), RunJobStage.Of(services)),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<CustomJobInput> execution, CancellationToken cancellationToken) =>
        await jobs.ExecuteAsync(await BindAsync(execution, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<JsonObject?> CancelAsync(StageExecution<CustomJobInput> execution, CancellationToken cancellationToken) =>
        await jobs.CancelAsync(await BindAsync(execution, cancellationToken), cancellationToken);

    private async ValueTask<StageExecution<RunJobInput>> BindAsync(StageExecution<CustomJobInput> execution, CancellationToken cancellationToken)
    {
        var name = execution.Input.Job;
        var setting = await settings.GetAsync<CustomJob>(CustomJob.Kind, execution.Run.Application, name, "job", cancellationToken);

        // The attempt's own moment: a step that comes later, or again, makes the same job.
        return new(execution, setting.Bind(name, execution.Input.Parameters, new() { Now = execution.StartedAt, Seed = StageEvaluation.SeedOf(execution.AttemptKey) }));
    }
}
