namespace Pipeline.Functions.Access;

/// <summary>Endpoint metadata: what the caller must be allowed, and in which application.</summary>
/// <param name="Permission">What is asked.</param>
/// <param name="Scope">Where it is asked.</param>
internal sealed record AccessRequirement(Permission Permission, AccessScope Scope);

/// <summary>Endpoint metadata: no identity is needed.</summary>
internal sealed record AnonymousAccess;

/// <summary>Which application's roles decide.</summary>
internal enum AccessScope
{
    /// <summary>The environment as a whole: roles held everywhere.</summary>
    Environment,

    /// <summary>At least one application, whichever; the endpoint narrows it down itself.</summary>
    Anywhere,

    /// <summary>The application in the route.</summary>
    Application,

    /// <summary>The application of the pipeline in the route.</summary>
    Pipeline,

    /// <summary>The application of the run in the route.</summary>
    Run,
}

/// <summary>Says what an endpoint asks of its caller. An endpoint that says nothing asks for an identity.</summary>
internal static class AccessRequirements
{
    public static TBuilder Requires<TBuilder>(this TBuilder builder, Permission permission, AccessScope scope)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new AccessRequirement(permission, scope)));
        return builder;
    }

    public static TBuilder IsAnonymous<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new AnonymousAccess()));
        return builder;
    }
}
