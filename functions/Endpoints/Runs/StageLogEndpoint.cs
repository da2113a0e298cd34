using System.Globalization;
using System.Net.Mime;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>A stage's log, as it is or as it grows.</summary>
internal static class StageLogEndpoint
{
    /// <summary>The response header that says at which byte the next reading goes on.</summary>
    public const string NextOffset = "Pipeline-Log-Offset";

    public static void MapStageLog(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/runs/{id}/stages/{stage}/log", ReadAsync)
            .Requires(Permission.View, AccessScope.Run)
            .WithName("getStageLog").WithTags("Runs")
            .WithSummary("A stage's log as plain text: of its newest attempt or of ?attempt=. ?after= goes on behind that many bytes (header Pipeline-Log-Offset says how many there are now), ?follow=true streams it as it grows until the attempt has ended, ?slice=20s no longer than that. A stream may end earlier, with what there is; ask for what comes behind with ?after=.")
            .Produces(200, contentType: MediaTypeNames.Text.Plain)
            .ProducesProblems(400, 403, 404);

    private static async Task ReadAsync(
        string id,
        string stage,
        HttpContext context,
        RunStore runs,
        StageLogs logs,
        StreamLimits limits,
        int? attempt = null,
        long after = 0,
        bool follow = false,
        string? slice = null)
    {
        if (after < 0)
            throw ProblemException.InvalidField("after", "Write a number of bytes, 0 or more.");

        using var stream = limits.Open(context, slice);
        var newest = await NewestAsync(runs, id, stage, stream.Ended);
        var wanted = attempt ?? newest.Attempt;
        if (wanted < 1 || wanted > newest.Attempt)
            throw ProblemException.NotFound($"Stage '{stage}' has no attempt {wanted}; its newest is {newest.Attempt}.");

        var response = context.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (!follow)
        {
            var text = await logs.ReadAsync(id, stage, wanted, after, stream.Ended);
            response.Headers[NextOffset] = (after + text.Length).ToString(CultureInfo.InvariantCulture);
            await response.Body.WriteAsync(text, stream.Ended);
            return;
        }

        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(stream.Ended);
        while (true)
        {
            // Whether it has ended is asked before its text is read, so that no last line is missed.
            var ended = await HasEndedAsync(runs, id, stage, wanted, stream.Ended);
            var text = ended
                ? await logs.ReadAsync(id, stage, wanted, after, stream.Ended)
                : await logs.WaitAsync(id, stage, wanted, after, stream.NextLook, stream.Ended);
            await response.Body.WriteAsync(text, stream.Ended);
            await response.Body.FlushAsync(stream.Ended);
            after += text.Length;
            if (text.Length > 0)
                stream.ToldNews();
            if (ended || stream.IsOver)
                return;
        }
    }

    private static async ValueTask<StageAttempt> NewestAsync(RunStore runs, string id, string stage, CancellationToken cancellationToken)
    {
        var definition = await runs.GetDefinitionAsync(id, cancellationToken);
        definition.Stage(id, stage);
        var snapshot = await runs.GetAsync(id, cancellationToken);
        return snapshot.Documents.TryGetValue(stage, out var document) ? document : new StageAttempt();
    }

    private static async ValueTask<bool> HasEndedAsync(RunStore runs, string id, string stage, int attempt, CancellationToken cancellationToken)
    {
        var snapshot = await runs.GetAsync(id, cancellationToken);
        return snapshot.Run.EndedAt is not null
            || (snapshot.Documents.TryGetValue(stage, out var document) && (document.Attempt > attempt || document.EndedAt is not null));
    }
}
