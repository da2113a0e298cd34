namespace Pipeline.Functions.Access;

/// <summary>Finds the application that a request is about and applies the rules to it.</summary>
internal static class AccessScopes
{
    public static ValueTask CheckAsync(HttpContext context, Identity identity, AccessRequirement requirement)
    {
        switch (requirement.Scope)
        {
            case AccessScope.Anywhere:
                identity.DemandAnywhere(requirement.Permission);
                break;
            case AccessScope.Application:
                identity.Demand(requirement.Permission, RouteValue(context, "application"));
                break;
            default:
                identity.Demand(requirement.Permission, AccessRules.EveryApplication);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private static string RouteValue(HttpContext context, string name) => (string)context.GetRouteValue(name)!;
}
