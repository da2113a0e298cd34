using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Starts runs again, as Spinnaker's rerun does: a run of its own, about the same thing.</summary>
internal static class RerunEndpoint
{
    public static void MapRerun(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/runs/{id}/rerun", StartAsync)
            .Audits("run.rerun")
            .Requires(Permission.Edit, AccessScope.Run)
            .WithName("rerun").WithTags("Runs")
            .WithSummary("Starts a run of the same pipeline's newest revision with the run's trigger, commit and parameters, but for those given; null takes one out. Secret parameters are taken over unseen.")
            .ReadsHeader(StartRunEndpoint.IdempotencyKey, "The caller's name for this start, up to 255 characters; the same again is the same run.")
            .ReadsHeader("traceparent", "The W3C trace context of the caller: the run becomes a part of that trace.")
            .ReadsHeader("tracestate", "What other tracing systems keep with the trace context.")
            .ProducesProblems(400, 403, 404, 409, 413, 415);

    private static async Task<Accepted<StartedRunAnswer>> StartAsync(
        string id,
        RerunBody? body,
        HttpContext context,
        RunStore runs,
        PipelineStore pipelines,
        PipelineDocuments documents,
        RunStarter starter,
        CancellationToken cancellationToken)
    {
        var key = StartRunEndpoint.KeyOf(context.Request);
        var comment = Field.OptionalText("comment", body?.Comment, longest: 4000);
        if (!JsonText.IsWellFormed(body?.Parameters))
            throw ProblemException.InvalidField("parameters", "A text in it holds a NUL or half a surrogate pair, or a name is given twice.");

        // As it is stored: what people are shown has stars in the place of secrets.
        var run = (await runs.GetAsync(id, cancellationToken)).Run;
        var head = await pipelines.FindAsync(run.Pipeline, cancellationToken)
            ?? throw ProblemException.Conflict($"The pipeline '{run.Pipeline}' of run '{id}' was deleted. Put it again (its revision {run.Revision} is kept in the run's export), then rerun.");
        var sender = context.Identity();
        sender.Demand(Permission.Edit, head.Application);
        var definition = await documents.ReadAsync(pipelines, head, cancellationToken);
        var before = (await runs.GetDefinitionAsync(id, cancellationToken)).Definition;
        var parameters = RerunParameters.Of(run.Parameters, before, definition, body?.Parameters);
        var started = await starter.StartAsync(
            new RunStart
            {
                Definition = definition,
                Revision = head.Revision,
                Parameters = StartRunEndpoint.Bind(definition.Parameters, parameters),
                Artifacts = run.ReceivedArtifacts,
                ArtifactsOf = id,
                Trigger = TriggerOf(run.Trigger, sender.Subject),
                StartedBy = sender.Subject,
                Comment = string.IsNullOrEmpty(comment) ? null : comment,
                IdempotencyKey = key,
                Trace = TraceContext.Read(context.Request.Headers["traceparent"], context.Request.Headers["tracestate"]),
                RerunOf = id,
            },
            cancellationToken);
        return TypedResults.Accepted($"/api/runs/{started.Id}", new StartedRunAnswer(started.Id, started.Number));
    }

    // The stage that started the first run does not wait for this one: here a person takes its place. And it is the stored definition that runs.
    private static RunTrigger TriggerOf(RunTrigger trigger, string subject) => trigger.ParentRun is null
        ? trigger with { By = trigger.Type == "manual" ? subject : trigger.By, Definition = null }
        : trigger with { Type = "manual", By = subject, ParentRun = null, ParentStage = null, ParentWaits = false };
}
