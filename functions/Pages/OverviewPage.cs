using Pipeline.Functions.Access;
using Pipeline.Functions.Access.AppService;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Pages;

/// <summary>The first page: pipelines and recent runs.</summary>
internal static class OverviewPage
{
    public static Html Show(Identity reader, IReadOnlyList<PipelineHead> pipelines, IReadOnlyList<RunDocument> runs) => Page.Of("en", "Pipeline", Html.Of($"""
        {SignedIn(reader)}
        <h2>Recent runs</h2>
        {(runs.Count == 0 ? Html.Of($"<p class=\"quiet\">No runs yet. <code>pipeline run NAME</code> starts one.</p>") : Runs(runs))}
        <h2>Pipelines</h2>
        {(pipelines.Count == 0 ? Html.Of($"<p class=\"quiet\">No pipelines yet. <code>pipeline apply -f pipeline.yaml</code> makes one.</p>") : Pipelines(pipelines))}
        """));

    // The platform's sign-out is a link: it leads on to the identity provider, where a form of this page may not lead.
    private static Html SignedIn(Identity reader) => reader.ByAppService
        ? Html.Of($"<p class=\"quiet\">Signed in as {reader.Subject} <a href=\"{AppServiceAuthentication.SignOutPath}\">Sign out</a></p>")
        : Html.Of($"<form method=\"post\" action=\"/sign-out\"><span class=\"quiet\">Signed in as {reader.Subject}</span> <button>Sign out</button></form>");

    private static Html Runs(IReadOnlyList<RunDocument> runs) => Html.Of($"""
        <table>
        <tr><th>Run</th><th>Status</th><th>Started</th><th>By</th></tr>
        {runs.Select(run => Html.Of($"<tr><td><a href=\"/runs/{run.Id}\">{run.Pipeline} #{run.Number}</a></td><td>{PageParts.Status(run.Status)}</td><td>{PageParts.Time(run.StartedAt ?? run.CreatedAt)}</td><td>{run.StartedBy}</td></tr>\n"))}</table>
        """);

    private static Html Pipelines(IReadOnlyList<PipelineHead> pipelines) => Html.Of($"""
        <table>
        <tr><th>Name</th><th>Application</th><th>Revision</th><th>Stages</th></tr>
        {pipelines.Select(head => Html.Of($"<tr><td><a href=\"/api/pipelines/{head.Name}\">{head.Name}</a> <span class=\"quiet\">{head.Description}</span></td><td>{head.Application}</td><td>{head.Revision}</td><td>{head.Stages}</td></tr>\n"))}</table>
        """);
}
