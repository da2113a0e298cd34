using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>
/// A run's events as server-sent events (HTML Living Standard, 9.2), from behind <c>Last-Event-ID</c> until the run has ended. The type is
/// in the data, not in an <c>event</c> field, so that a browser's <c>onmessage</c> sees all of them.
/// </summary>
internal static class RunEventStream
{
    private const int AtOnce = 200;

    public static void MapRunEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/runs/{id}/events", StreamAsync)
            .Requires(Permission.View, AccessScope.Run)
            .WithName("streamRunEvents").WithTags("Runs")
            .WithSummary("Everything that happens to a run, in order, as server-sent events until it has ended; header Last-Event-ID or ?after= goes on behind an event, ?slice=20s ends the stream after that time. 204: the run has ended and there is no more.")
            .ReadsHeader("Last-Event-ID", "The id of the last event that the client has.")
            .Produces(200, contentType: "text/event-stream")
            .Produces(204)
            .ProducesProblems(400, 403, 404);

    private static async Task StreamAsync(string id, HttpContext context, RunStore runs, StreamLimits limits, string? after = null, string? slice = null)
    {
        var last = Position(context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : after);
        using var stream = limits.Open(context, slice);
        var ended = await HasEndedAsync(runs, id, stream.Ended);
        var events = await runs.ReadEventsAsync(id, last, AtOnce, stream.Ended);
        if (ended && events.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await WriteAsync(context, $"retry: {stream.ComeBackAfter.TotalMilliseconds:0}\n\n");
        while (true)
        {
            foreach (var item in events)
            {
                last = item.Sequence;
                await WriteAsync(context, $"id: {last}\ndata: {JsonSerializer.Serialize(item, RunJson.Default.RunEvent)}\n\n");
                stream.ToldNews();
            }

            // The end is looked for before the events behind the last one, so that none of them is missed.
            ended = events.Count < AtOnce && await HasEndedAsync(runs, id, stream.Ended);
            events = ended || events.Count == AtOnce
                ? await runs.ReadEventsAsync(id, last, AtOnce, stream.Ended)
                : await runs.WaitForEventsAsync(id, last, AtOnce, stream.NextHeartbeat, stream.Ended);
            if (events.Count > 0)
                continue;
            if (ended || stream.IsOver)
                return;
            await WriteAsync(context, ":\n\n");
        }
    }

    private static async ValueTask<bool> HasEndedAsync(RunStore runs, string id, CancellationToken cancellationToken) =>
        (await runs.FindDocumentAsync(id, cancellationToken) ?? throw new RunNotFoundException(id)).EndedAt is not null;

    private static long Position(string? text) => text is null ? 0 : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
        ? position
        : throw ProblemException.InvalidField("Last-Event-ID", "Write the id of an event, a number.");

    private static async ValueTask WriteAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
