using Pipeline.Durable;

namespace Pipeline.Functions.Triggers.Declarations;

/// <summary>All functions of the app, found in what the app itself is made of, so that they cannot differ from it.</summary>
internal static class FunctionDeclarations
{
    /// <summary>The functions of an application built for the Functions host, in the order of their names.</summary>
    public static IReadOnlyList<FunctionDeclaration> Of(WebApplication application)
    {
        var registry = application.Services.GetRequiredService<DurableTaskRegistry>();
        var endpoints = ((IEndpointRouteBuilder)application).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>();
        return
        [
            .. registry.Orchestrators.Select(static name => new FunctionDeclaration(name.Name, [Bindings.Orchestration]))
                .Concat(registry.Activities.Select(static name => new FunctionDeclaration(name.Name, [Bindings.Activity])))
                .Concat(application.Services.GetServices<ITriggeredFunction>().Select(static function => function.Declaration))
                .Concat(HttpFunctions.Of(endpoints))
                .OrderBy(static function => function.Name, StringComparer.Ordinal),
        ];
    }
}
