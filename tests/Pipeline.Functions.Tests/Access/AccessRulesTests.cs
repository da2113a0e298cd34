using Pipeline.Functions.Access;

namespace Pipeline.Functions.Tests.Access;

public sealed class AccessRulesTests
{
    [Theory]
    [InlineData(Role.Viewer, "View")]
    [InlineData(Role.Approver, "View Judge Approve")]
    [InlineData(Role.Editor, "View Judge Edit")]
    [InlineData(Role.Admin, "View Judge Edit Administer")]
    public void A_role_grants_exactly(Role role, string permissions)
    {
        var granted = Enum.GetValues<Permission>().Where(permission => permission != Permission.Identity && AccessRules.Grants(role, permission));
        Assert.Equal(permissions, string.Join(' ', granted));
    }

    [Fact]
    public void Roles_hold_in_their_application_only_and_those_of_the_star_in_every_one()
    {
        var ann = new Identity("ann", new Dictionary<string, IReadOnlyList<Role>> { ["shop"] = [Role.Editor], ["*"] = [Role.Viewer] });
        Assert.True(AccessRules.Allows(ann, Permission.Edit, "shop"));
        Assert.False(AccessRules.Allows(ann, Permission.Edit, "bank"));
        Assert.True(AccessRules.Allows(ann, Permission.View, "bank"));
        Assert.False(AccessRules.Allows(ann, Permission.Edit, "*"));
        Assert.True(AccessRules.AllowsAnywhere(ann, Permission.Edit));
        Assert.False(AccessRules.AllowsAnywhere(ann, Permission.Approve));
    }
}
