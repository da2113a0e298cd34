namespace Pipeline.Functions.Endpoints.OpenApi;

/// <summary>Endpoint metadata: a body that the endpoint reads itself.</summary>
/// <param name="MediaTypes">What it may be sent as.</param>
internal sealed record RawBody(params string[] MediaTypes);

/// <summary>Endpoint metadata: a request header that the endpoint reads itself.</summary>
/// <param name="Name">The header.</param>
/// <param name="Description">What it does.</param>
internal sealed record RequestHeader(string Name, string Description);

/// <summary>Says in the OpenAPI document what the framework cannot see.</summary>
internal static class OperationFacts
{
    public static TBuilder ReadsBody<TBuilder>(this TBuilder builder, params string[] mediaTypes)
        where TBuilder : IEndpointConventionBuilder => builder.With(new RawBody(mediaTypes));

    public static TBuilder ReadsHeader<TBuilder>(this TBuilder builder, string name, string description)
        where TBuilder : IEndpointConventionBuilder => builder.With(new RequestHeader(name, description));

    /// <summary>The endpoint guards its changes by <c>If-Match</c> and <c>If-None-Match</c>.</summary>
    public static TBuilder ReadsPreconditions<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder
            .ReadsHeader("If-Match", "Only if it still has this entity tag.")
            .ReadsHeader("If-None-Match", "'*': only if it is not there yet.");

    private static TBuilder With<TBuilder>(this TBuilder builder, object fact)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(fact));
        return builder;
    }
}
