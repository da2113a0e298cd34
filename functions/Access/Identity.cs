namespace Pipeline.Functions.Access;

/// <summary>Who sends a request, and the roles that this subject holds.</summary>
/// <param name="Subject">The subject, a lower-case name such as <c>ann</c> or <c>ann@example.com</c>.</param>
/// <param name="Roles">Roles by application; those under <see cref="AccessRules.EveryApplication"/> hold everywhere.</param>
/// <param name="TokenId">The personal access token that proved it; null when something else did.</param>
public sealed record Identity(string Subject, IReadOnlyDictionary<string, IReadOnlyList<Role>> Roles, string? TokenId = null)
{
    /// <summary>Whether App Service authentication vouches for it, with the roles that it says and those that members hold.</summary>
    public bool ByAppService { get; init; }

    /// <summary>The roles that hold in an application, those for every application among them.</summary>
    public IEnumerable<Role> RolesIn(string application)
    {
        var everywhere = Roles.GetValueOrDefault(AccessRules.EveryApplication) ?? [];
        return application == AccessRules.EveryApplication ? everywhere : everywhere.Union(Roles.GetValueOrDefault(application) ?? []);
    }

    /// <summary>The names of those roles, as the API writes them.</summary>
    public IReadOnlyList<string> RoleNamesIn(string application) => [.. RolesIn(application).Select(role => role.ToString().ToLowerInvariant())];
}
