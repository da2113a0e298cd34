using System.Net.Mime;
using Pipeline.Definitions.Artifacts;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>The content that an artifact of a run carries.</summary>
internal static class ArtifactContentEndpoint
{
    public static void MapArtifactContent(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/runs/{id}/artifacts/{artifact}/content", ReadAsync)
            .Requires(Permission.View, AccessScope.Run)
            .WithName("getArtifactContent").WithTags("Runs")
            .WithSummary("The content of an artifact of type embedded/base64 or remote/base64, decoded: of one that the run was started with, or that a stage published in its newest attempt.")
            .Produces(200, contentType: MediaTypeNames.Application.Octet)
            .ProducesProblems(403, 404);

    private static async Task ReadAsync(
        string id, string artifact, HttpContext context, RunStore runs, ArtifactContents contents, CancellationToken cancellationToken)
    {
        var run = await runs.FindDetailsAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);
        var bound = run.Run.Artifacts.Concat(run.Stages.SelectMany(stage => stage.Artifacts)).FirstOrDefault(each => each.Id == artifact)
            ?? throw ProblemException.NotFound($"The run has no artifact '{artifact}'.");
        var content = await contents.ReadAsync(id, bound.Artifact, cancellationToken)
            ?? throw ProblemException.NotFound(
                $"The artifact '{artifact}' ({bound.Artifact}) has no content here; only artifacts of the types {ArtifactTypes.EmbeddedBase64} and {ArtifactTypes.RemoteBase64} have.");

        // It is whatever somebody put in: never for a browser to show.
        var response = context.Response;
        response.ContentType = MediaTypeNames.Application.Octet;
        response.ContentLength = content.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentDisposition = "attachment";
        await response.Body.WriteAsync(content, cancellationToken);
    }
}
