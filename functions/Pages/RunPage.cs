using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Concurrency;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Pages;

/// <summary>A run: its graph, its stages, and everything that is known of them.</summary>
internal static class RunPage
{
    private const int RefreshSeconds = 5;
    private const int LongestShown = 20_000;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Html Show(RunDetails details, QueuePlace? queue, DateTimeOffset now)
    {
        var run = details.Run;
        return Page.Of("en", $"{run.Pipeline} #{run.Number}", Html.Of($"""
            <p>{PageParts.Status(run.Status)} {run.Reason} <span class="quiet">{PageParts.Elapsed(run.StartedAt, run.EndedAt ?? now)}</span></p>
            {Queued(queue)}{Waiting(details)}{RunGraph.Draw(details.Stages)}
            <h2>Stages</h2>
            <table>
            <tr><th>Stage</th><th>Status</th><th>Took</th><th>After</th></tr>
            {details.Stages.Select(stage => Stage(run, stage, now))}</table>
            <h2>Run</h2>
            <table>
            {Row("Application", Html.Of($"{run.Application}"))}{Row("Started by", Html.Of($"{run.StartedBy} <span class=\"quiet\">{run.Trigger.Type}</span>"))}{Row("Comment", Html.Of($"{run.Comment}"))}{Row("Accepted", PageParts.Time(run.CreatedAt))}{Row("Started", PageParts.Time(run.StartedAt))}{Row("Ended", PageParts.Time(run.EndedAt))}{Row("Revision", Html.Of($"<a href=\"/api/pipelines/{run.Pipeline}/revisions/{run.Revision}\">{run.Revision}</a>"))}{run.Parameters.Select(parameter => Row(parameter.Key, Html.Of($"{parameter.Value?.ToString()}")))}</table>
            <p><a href="/">All pipelines and runs</a> · <a href="/api/runs/{run.Id}">As JSON</a></p>
            """), refresh: run.EndedAt is null ? RefreshSeconds : null);
    }

    private static Html Queued(QueuePlace? queue) => queue is null ? Html.Empty : Html.Of($"""
        <p>Number {queue.Position} in the queue; waits for {string.Join(" and ", queue.WaitsFor)}.</p>

        """);

    private static Html Waiting(RunDetails details) => Html.Join(details.Stages.Where(stage => stage.WaitingFor?.Question is not null && stage.EndedAt is null).Select(stage => Html.Of($"""
        <p><strong>{stage.Name}</strong> waits for a person:</p>
        <blockquote>{stage.WaitingFor!.Question!.Instructions ?? stage.Name}</blockquote>
        <p class="quiet">Decide with <code>pipeline approve {details.Run.Id} {stage.Id}</code>{(stage.WaitingFor.Question.Options.Count == 0 ? "" : $" --input one of: {string.Join(", ", stage.WaitingFor.Question.Options)}")}.</p>

        """)));

    private static Html Stage(RunDocument run, StageDocument stage, DateTimeOffset now) => Html.Of($"""
        <tr id="stage-{stage.Id}"><td>{stage.Name} <span class="quiet">{stage.Type}{(stage.Attempt > 1 ? $", attempt {stage.Attempt}" : "")}</span>{Details(run, stage)}</td><td>{PageParts.Status(stage.Status)} <span class="quiet">{stage.Reason ?? stage.WaitingFor?.Reason}</span></td><td>{PageParts.Elapsed(stage.StartedAt, stage.EndedAt ?? now)}</td><td class="quiet">{string.Join(", ", stage.DependsOn)}</td></tr>

        """);

    private static Html Details(RunDocument run, StageDocument stage) => stage.StartedAt is null && stage.Hold is null ? Html.Empty : Html.Of($"""
        {(stage.Error is { } error ? Html.Of($"<p class=\"TERMINAL\">{error.Message} <span class=\"quiet\">({error.Code})</span></p>") : Html.Empty)}
        <details><summary class="quiet">Details</summary>
        <p><a href="/api/runs/{run.Id}/stages/{stage.Id}/log">Log</a></p>
        {Json("Inputs", stage.Inputs)}{Json("Outputs", stage.Outputs)}{Json("Error", stage.Error?.Details)}{Decision(stage)}
        </details>
        """);

    private static Html Decision(StageDocument stage) => stage.Decision is not { } decision
        ? Html.Empty
        : Html.Of($"<p>{decision.Sentence} {decision.Comment}</p>");

    private static Html Json(string name, JsonObject? value)
    {
        if (value is null || value.Count == 0)
            return Html.Empty;

        var text = value.ToJsonString(Indented);
        return Html.Of($"<p>{name}</p><pre>{(text.Length > LongestShown ? text[..LongestShown] + "…" : text)}</pre>");
    }

    private static Html Row(string name, Html value) => value.ToString().Length == 0 ? Html.Empty : Html.Of($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");
}
