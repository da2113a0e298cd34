using Pipeline.Functions.Endpoints.Access;
using Pipeline.Functions.Endpoints.Audit;
using Pipeline.Functions.Endpoints.Catalog;
using Pipeline.Functions.Endpoints.Events;
using Pipeline.Functions.Endpoints.Freezes;
using Pipeline.Functions.Endpoints.Health;
using Pipeline.Functions.Endpoints.Hooks;
using Pipeline.Functions.Endpoints.Import;
using Pipeline.Functions.Endpoints.Metrics;
using Pipeline.Functions.Endpoints.OpenApi;
using Pipeline.Functions.Endpoints.Pipelines;
using Pipeline.Functions.Endpoints.Runs;
using Pipeline.Functions.Endpoints.Runs.Export;
using Pipeline.Functions.Endpoints.Settings;
using Pipeline.Functions.Endpoints.Templates;

namespace Pipeline.Functions.Endpoints;

/// <summary>Every route of the HTTP API, subject by subject.</summary>
internal static class ApiRoutes
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapHealth();
        routes.MapMe();
        routes.MapTokens();
        routes.MapApplications();
        routes.MapMembers();
        routes.MapPipelines();
        routes.MapRevisions();
        routes.MapEvents();
        routes.MapHooks();
        routes.MapTemplates();
        routes.MapTemplateRevisions();
        routes.MapTemplateInstances();
        routes.MapStartRun();
        routes.MapRuns();
        routes.MapRerun();
        routes.MapDeleteRun();
        routes.MapRunExport();
        routes.MapRunEvents();
        routes.MapStageLog();
        routes.MapArtifactContent();
        routes.MapRunCommands();
        routes.MapStageCommands();
        routes.MapStartNow();
        routes.MapFreezes();
        routes.MapSecrets();
        routes.MapSettings();
        routes.MapConnections();
        routes.MapAudit();
        routes.MapCatalog();
        routes.MapSpinnakerImport();
        routes.MapMetrics();
        routes.MapOpenApiDocument();
    }
}
