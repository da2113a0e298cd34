using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Pipeline.Definitions.Schema;
using Pipeline.Functions.Access;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Endpoints.Settings;
using Pipeline.Functions.Settings;
using Pipeline.Stages;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Settings.CustomJobs;
using Pipeline.Stages.Settings.CustomWebhooks;

namespace Pipeline.Functions.Endpoints.Catalog;

/// <summary>What pipelines can be made of: the stage types, and the schema of documents.</summary>
internal static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/stage-types", ListAsync)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("listStageTypes").WithTags("Catalog")
            .WithSummary("The stage types of this release, and those that operators have defined, with the schemas of their inputs; titles in English or Korean by Accept-Language.");
        routes.MapGet("/api/stage-types/{type}", Get)
            .Requires(Permission.Identity, AccessScope.Anywhere)
            .WithName("getStageType").WithTags("Catalog")
            .WithSummary("One stage type.")
            .ProducesProblems(404);

        // Editors fetch the schema by its address alone; it says what the product can do and nothing of what anybody does with it.
        routes.MapGet("/api/schema/pipeline.json", Schema)
            .IsAnonymous()
            .WithName("getPipelineSchema").WithTags("Catalog")
            .WithSummary("The JSON Schema (draft 2020-12) of pipeline documents, for editors; needs no identity.");
        routes.MapGet("/api/schema/pipeline-template.json", TemplateSchema)
            .IsAnonymous()
            .WithName("getTemplateSchema").WithTags("Catalog")
            .WithSummary("The JSON Schema (draft 2020-12) of template documents, for editors; needs no identity.");
    }

    private static async Task<Ok<StageTypeList>> ListAsync(HttpContext context, SettingStore settings, CancellationToken cancellationToken)
    {
        var korean = Languages.PrefersKorean(context);
        var sender = context.Identity();
        var custom = (await settings.ListAsync(CustomJob.KindName, cancellationToken)).Concat(await settings.ListAsync(CustomWebhook.KindName, cancellationToken))
            .Where(setting => SettingEndpoints.MayView(sender, setting));
        return TypedResults.Ok(new StageTypeList(
        [
            .. StageCatalog.All.OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => Answer(type, korean)),
            .. custom.Select(setting => CustomStageTypes.Of(setting, korean)),
        ]));
    }

    private static Ok<StageTypeAnswer> Get(string type, HttpContext context) =>
        StageCatalog.All.FirstOrDefault(known => known.Name == type) is { } found
            ? TypedResults.Ok(Answer(found, Languages.PrefersKorean(context)))
            : throw ProblemException.NotFound($"There is no stage type '{type}'. There are {string.Join(", ", StageCatalog.All.Select(known => known.Name).Order(StringComparer.Ordinal))}.");

    private static Ok<JsonObject> Schema() => TypedResults.Ok(PipelineJsonSchema.Create(StageTypeSchemas.All));

    private static Ok<JsonObject> TemplateSchema() => TypedResults.Ok(TemplateJsonSchema.Create(StageTypeSchemas.All));

    private static StageTypeAnswer Answer(StageType type, bool korean) => StageTypeAnswer.Of(type, StageTypeSchemas.All[type.Name], korean);
}
