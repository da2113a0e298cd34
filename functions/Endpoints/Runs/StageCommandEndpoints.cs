using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>What people do to a stage of a run.</summary>
internal static class StageCommandEndpoints
{
    public static void MapStageCommands(this IEndpointRouteBuilder routes)
    {
        // Which roles may decide is the stage's own to say; the kernel checks it before anything is recorded.
        routes.MapPost("/api/runs/{id}/stages/{stage}/judge", JudgeAsync)
            .Audits("stage.judge")
            .Requires(Permission.View, AccessScope.Run)
            .WithName("judgeStage").WithTags("Runs")
            .WithSummary("Decides a judgement or an approval: continue or stop. The first decision stands; 409 names it.")
            .ProducesProblems(400, 403, 404, 409, 415);
        routes.MapPost("/api/runs/{id}/stages/{stage}/skip", SkipAsync)
            .Audits("stage.skip")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("skipStage").WithTags("Runs")
            .WithSummary("Ends a stage's wait, wholly or down to a remainder.")
            .ProducesProblems(400, 403, 404, 409, 415);
        routes.MapPost("/api/runs/{id}/stages/{stage}/restart", RestartAsync)
            .Audits("stage.restart")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("restartStage").WithTags("Runs")
            .WithSummary("Runs a stage of an ended run, and every stage behind it, anew.")
            .ProducesProblems(403, 404, 409);
        routes.MapPost("/api/runs/{id}/stages/{stage}/retry", RetryAsync)
            .Audits("stage.retry")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("retryStage").WithTags("Runs")
            .WithSummary("As restart, for a stage that failed.")
            .ProducesProblems(403, 404, 409);
    }

    private static async Task<Ok<RunStageAnswer>> JudgeAsync(
        string id, string stage, JudgeBody body, HttpContext context, RunStore runs, StageDecisions decisions, CancellationToken cancellationToken)
    {
        var run = await runs.FindDocumentAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);
        var sender = context.Identity();
        var decided = await decisions.DecideAsync(
            id,
            stage,
            new StageAnswer
            {
                Verdict = VerdictOf(body.Decision),
                Input = Field.OptionalText("input", body.Input, longest: 4000) is { Length: > 0 } input ? input : null,
                Comment = Field.OptionalText("comment", body.Comment, longest: 4000) is { Length: > 0 } comment ? comment : null,
                By = sender.Subject,
                Roles = sender.RoleNamesIn(run.Application),
            },
            cancellationToken);
        return TypedResults.Ok(RunStageAnswer.Of(decided));
    }

    private static async Task<Accepted> SkipAsync(
        string id, string stage, SkipBody? body, HttpContext context, StageDecisions decisions, CancellationToken cancellationToken)
    {
        var remaining = body?.Remaining is null ? null : (TimeSpan?)Field.Duration("remaining", body.Remaining);
        await decisions.SkipAsync(id, stage, context.Identity().Subject, remaining, comment: null, cancellationToken);
        return TypedResults.Accepted($"/api/runs/{id}");
    }

    private static async Task<Accepted> RestartAsync(string id, string stage, HttpContext context, RunRestarts restarts, CancellationToken cancellationToken)
    {
        await restarts.RestartAsync(id, stage, context.Identity().Subject, cancellationToken);
        return TypedResults.Accepted($"/api/runs/{id}");
    }

    private static async Task<Accepted> RetryAsync(string id, string stage, HttpContext context, RunRestarts restarts, CancellationToken cancellationToken)
    {
        await restarts.RetryAsync(id, stage, context.Identity().Subject, cancellationToken);
        return TypedResults.Accepted($"/api/runs/{id}");
    }

    private static StageVerdict VerdictOf(string decision) => decision switch
    {
        "continue" => StageVerdict.Continue,
        "stop" => StageVerdict.Stop,
        _ => throw ProblemException.InvalidField("decision", "Write 'continue' or 'stop'."),
    };
}
