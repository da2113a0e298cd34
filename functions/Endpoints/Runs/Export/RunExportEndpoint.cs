using System.Net.Mime;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs.Export;

/// <summary>A run as one file.</summary>
internal static class RunExportEndpoint
{
    public static void MapRunExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/runs/{id}/export", ExportAsync)
            .Requires(Permission.View, AccessScope.Run)
            .WithName("exportRun").WithTags("Runs")
            .WithSummary("A run as a zip file: run.json (secrets masked), definition.yaml as the run is frozen to it, events.jsonl, and of each stage log.txt (its newest attempt) and attempts/{n}.json with attempts/{n}.log.txt (the earlier ones). What stages produced elsewhere is named, not contained.")
            .Produces(200, contentType: MediaTypeNames.Application.Zip)
            .ProducesProblems(403, 404);

    private static async Task ExportAsync(string id, HttpContext context, RunStore runs, RunArchive archive)
    {
        var details = await runs.FindDetailsAsync(id, context.RequestAborted) ?? throw new RunNotFoundException(id);
        var response = context.Response;
        response.ContentType = MediaTypeNames.Application.Zip;
        response.Headers.ContentDisposition = $"attachment; filename=\"{details.Run.Pipeline}-{details.Run.Number}.zip\"";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";

        // A file that breaks off must not look like a whole one.
        await archive.WriteAsync(details, response.Body, context.Abort, context.RequestAborted);
    }
}
