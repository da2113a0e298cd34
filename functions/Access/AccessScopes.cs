using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Access;

/// <summary>Finds the application that a request is about and applies the rules to it.</summary>
internal sealed class AccessScopes(PipelineStore pipelines, RunStore runs)
{
    /// <exception cref="ProblemException">403, or 404 when what the route names is not there.</exception>
    public async ValueTask CheckAsync(HttpContext context, Identity identity, AccessRequirement requirement)
    {
        if (requirement.Scope == AccessScope.Anywhere)
            identity.DemandAnywhere(requirement.Permission);
        else
            identity.Demand(requirement.Permission, await ApplicationAsync(context, requirement.Scope));
    }

    private async ValueTask<string> ApplicationAsync(HttpContext context, AccessScope scope) => scope switch
    {
        AccessScope.Application => RouteValue(context, "application"),
        AccessScope.Pipeline => await OfPipelineAsync(RouteValue(context, "name"), context.RequestAborted),
        AccessScope.Run => await OfRunAsync(RouteValue(context, "id"), context.RequestAborted),
        _ => AccessRules.EveryApplication,
    };

    private async ValueTask<string> OfPipelineAsync(string name, CancellationToken cancellationToken) =>
        await pipelines.FindAsync(name, cancellationToken) is { } head
            ? head.Application
            : throw ProblemException.NotFound($"There is no pipeline '{name}'.");

    private async ValueTask<string> OfRunAsync(string id, CancellationToken cancellationToken) =>
        RunId.IsWellFormed(id) && await runs.FindDocumentAsync(id, cancellationToken) is { Delete: null } run
            ? run.Application
            : throw new RunNotFoundException(id);

    private static string RouteValue(HttpContext context, string name) => (string)context.GetRouteValue(name)!;
}
