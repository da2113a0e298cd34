using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Definitions.Parameters;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Pipelines;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Plans;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>Starts runs.</summary>
internal static class StartRunEndpoint
{
    public const string IdempotencyKey = "Idempotency-Key";

    public static void MapStartRun(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/pipelines/{name}/runs", StartAsync)
            .Audits("run.start")
            .Requires(Permission.Edit, AccessScope.Pipeline)
            .WithName("startRun").WithTags("Runs")
            .WithSummary("Starts a run of the pipeline's newest revision. The same Idempotency-Key with the same body gives the same run. ?dryRun=true starts nothing and answers with the plan.")
            .ReadsHeader(IdempotencyKey, "The caller's name for this start, up to 255 characters; the same again is the same run.")
            .ReadsHeader("traceparent", "The W3C trace context of the caller: the run becomes a part of that trace.")
            .ReadsHeader("tracestate", "What other tracing systems keep with the trace context.")
            .ProducesProblems(400, 403, 404, 409, 413, 415);

    private static async Task<Results<Accepted<StartedRunAnswer>, Ok<DryRunPlan>>> StartAsync(
        string name,
        StartRunBody? body,
        HttpContext context,
        PipelineStore pipelines,
        PipelineDocuments documents,
        RunStarter starter,
        DryRunPlanner planner,
        TimeProvider time,
        CancellationToken cancellationToken,
        bool dryRun = false)
    {
        var key = KeyOf(context.Request);
        var comment = Field.OptionalText("comment", body?.Comment, longest: 4000);
        var artifacts = ArtifactFields.Read(body?.Artifacts);
        if (!JsonText.IsWellFormed(body?.Parameters))
            throw ProblemException.InvalidField("parameters", "A text in it holds a NUL or half a surrogate pair, or a name is given twice.");

        var commit = CommitFields.Read(body?.Commit, time.GetUtcNow());
        var freezeOverride = body?.FreezeOverride is { } written ? Field.Text("freezeOverride", written, longest: 1000).Trim() : null;
        var head = await PipelineEndpoints.FindAsync(pipelines, name, cancellationToken);
        var definition = await documents.ReadAsync(pipelines, head, cancellationToken);
        if (freezeOverride is not null)
            context.Identity().Demand(Permission.Administer, definition.Application);
        var start = new RunStart
        {
            Definition = definition,
            Revision = head.Revision,
            Parameters = Bind(definition.Parameters, body?.Parameters),
            Artifacts = artifacts,
            Trigger = new RunTrigger { Type = "manual", By = context.Identity().Subject, Commit = commit },
            StartedBy = context.Identity().Subject,
            Comment = string.IsNullOrEmpty(comment) ? null : comment,
            FreezeOverride = freezeOverride,
            IdempotencyKey = key,
            Trace = TraceContext.Read(context.Request.Headers["traceparent"], context.Request.Headers["tracestate"]),
        };
        if (dryRun)
            return TypedResults.Ok(await planner.PlanAsync(start, cancellationToken));

        var started = await starter.StartAsync(start, cancellationToken);
        return TypedResults.Accepted($"/api/runs/{started.Id}", new StartedRunAnswer(started.Id, started.Number));
    }

    /// <exception cref="ProblemException">400 with every value that does not fit.</exception>
    public static JsonObject Bind(IReadOnlyList<Definitions.ParameterDefinition> parameters, JsonObject? supplied)
    {
        var result = ParameterBinding.Bind(parameters, supplied);
        if (result.IsValid)
            return result.Values;

        throw new ProblemException(
            StatusCodes.Status400BadRequest,
            ProblemCode.InvalidRequest,
            "The request is not valid",
            string.Join(' ', result.Faults.Take(5).Select(fault => fault.Message)))
        {
            Errors =
            [
                .. result.Faults.Select(fault => new ProblemFault
                {
                    Path = $"parameters.{fault.Parameter}",
                    Code = fault.Code,
                    Message = fault.Message,
                    Suggestion = fault.Suggestion,
                }),
            ],
        };
    }

    /// <exception cref="ProblemException">400: the key cannot be used.</exception>
    public static string? KeyOf(HttpRequest request)
    {
        var values = request.Headers[IdempotencyKey];
        if (values.Count == 0)
            return null;

        var key = values.ToString();
        return values.Count == 1 && key.Length is > 0 and <= 255 && !key.Any(char.IsControl)
            ? key
            : throw ProblemException.InvalidField(IdempotencyKey, "Write it once, with 1 to 255 characters.");
    }
}
