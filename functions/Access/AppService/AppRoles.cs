namespace Pipeline.Functions.Access.AppService;

/// <summary>The app roles that the product's registration in Microsoft Entra ID has, and what each is here. They hold in every application.</summary>
public static class AppRoles
{
    // Tokens have their roles under the short name; the platform renames the type of some.
    private const string ShortType = "roles";

    private static readonly IReadOnlyList<(string Name, Role Role)> _all =
    [
        ("Pipeline.Admin", Role.Admin),
        ("Pipeline.Editor", Role.Editor),
        ("Pipeline.Approver", Role.Approver),
        ("Pipeline.Viewer", Role.Viewer),
    ];

    /// <summary>The names, for people.</summary>
    public static string Names { get; } = string.Join(", ", _all.Select(role => role.Name));

    /// <summary>The roles that a principal was assigned; those of other products are passed over.</summary>
    public static IReadOnlyList<Role> Of(ClientPrincipal principal)
    {
        if (principal.IdentityProvider != ClientPrincipal.EntraId)
            return [];
        var assigned = principal.ValuesOf(principal.RoleType).Concat(principal.ValuesOf(ShortType)).ToHashSet(StringComparer.Ordinal);
        return [.. _all.Where(role => assigned.Contains(role.Name)).Select(role => role.Role).Order()];
    }
}
