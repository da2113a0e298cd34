namespace Pipeline.Functions.Access;

/// <summary>Which role allows what: the whole of the authorization, as rules on values.</summary>
public static class AccessRules
{
    /// <summary>The application name that stands for all of them.</summary>
    public const string EveryApplication = "*";

    /// <summary>Whether one role is enough for a permission.</summary>
    public static bool Grants(Role role, Permission permission) => permission switch
    {
        Permission.Identity or Permission.View => true,
        Permission.Judge => role is Role.Approver or Role.Editor or Role.Admin,
        Permission.Approve => role is Role.Approver,
        Permission.Edit => role is Role.Editor or Role.Admin,
        Permission.Administer => role is Role.Admin,
        _ => false,
    };

    /// <summary>Whether an identity may do something in an application (<see cref="EveryApplication"/>: in the whole environment).</summary>
    public static bool Allows(Identity identity, Permission permission, string application) =>
        permission == Permission.Identity || identity.RolesIn(application).Any(role => Grants(role, permission));

    /// <summary>Whether an identity may do something in at least one application.</summary>
    public static bool AllowsAnywhere(Identity identity, Permission permission) =>
        identity.Roles.Values.Any(roles => roles.Any(role => Grants(role, permission)));

    /// <summary>The least role that grants a permission, to name it in a refusal.</summary>
    public static Role RoleFor(Permission permission) => permission switch
    {
        Permission.Identity or Permission.View => Role.Viewer,
        Permission.Judge or Permission.Approve => Role.Approver,
        Permission.Edit => Role.Editor,
        _ => Role.Admin,
    };
}
