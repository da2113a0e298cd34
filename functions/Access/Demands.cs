using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Access;

/// <summary>Refusals by the rules of <see cref="AccessRules"/>, which name what is missing and where.</summary>
public static class Demands
{
    /// <summary>The sender of the request. Only endpoints that need an identity may ask.</summary>
    public static Identity Identity(this HttpContext context) =>
        context.Features.Get<Identity>() ?? throw new InvalidOperationException($"{context.Request.Path} is anonymous.");

    /// <summary>Goes on when the identity is allowed this in the application.</summary>
    /// <exception cref="ProblemException">403.</exception>
    public static void Demand(this Identity identity, Permission permission, string application)
    {
        if (!AccessRules.Allows(identity, permission, application))
            throw Refuse(identity, permission, application == AccessRules.EveryApplication ? "every application ('*')" : $"application '{application}'");
    }

    /// <summary>Goes on when the identity is allowed this in at least one application.</summary>
    /// <exception cref="ProblemException">403.</exception>
    public static void DemandAnywhere(this Identity identity, Permission permission)
    {
        if (permission != Permission.Identity && !AccessRules.AllowsAnywhere(identity, permission))
            throw Refuse(identity, permission, "any application");
    }

    private static ProblemException Refuse(Identity identity, Permission permission, string place) => ProblemException.Forbidden(
        $"'{identity.Subject}' lacks the role '{RoleName(AccessRules.RoleFor(permission))}' in {place}. An administrator of it can give the role.");

    private static string RoleName(Role role) => role.ToString().ToLowerInvariant();
}
