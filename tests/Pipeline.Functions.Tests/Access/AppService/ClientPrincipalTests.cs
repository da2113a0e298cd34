using Pipeline.Functions.Access;
using Pipeline.Functions.Access.AppService;

namespace Pipeline.Functions.Tests.Access.AppService;

public sealed class ClientPrincipalTests
{
    // As the platform wrote it for a user of Microsoft Entra ID, shortened.
    private const string Real = """
        {"auth_typ":"aad","claims":[
          {"typ":"aud","val":"3ec2b8b6-6a3c-4a4e-8a52-0f3a4e3a0d10"},
          {"typ":"http://schemas.microsoft.com/identity/claims/objectidentifier","val":"5b5450db-eb26-4c1a-981c-ba1d25f0483d"},
          {"typ":"name","val":"Ann Lee"},
          {"typ":"preferred_username","val":"Ann.Lee@Example.com"},
          {"typ":"http://schemas.microsoft.com/ws/2008/06/identity/claims/role","val":"Pipeline.Editor"},
          {"typ":"roles","val":"Pipeline.Approver"},
          {"typ":"groups","val":"f08bbbea-b793-4a36-a5fc-136c18d8aa8f"}],
         "name_typ":"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
         "role_typ":"http://schemas.microsoft.com/ws/2008/06/identity/claims/role"}
        """;

    [Fact]
    public void A_real_principal_is_read()
    {
        var principal = ClientPrincipal.Parse(Principals.Encode(Real));
        Assert.NotNull(principal);
        Assert.Equal("aad", principal.IdentityProvider);
        Assert.Equal("ann.lee@example.com", PrincipalName.Of(principal));
        Assert.Equal([Role.Approver, Role.Editor], AppRoles.Of(principal));
    }

    [Theory]
    [InlineData("{not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"auth_typ":"aad"}""")]
    [InlineData("""{"auth_typ":"aad","claims":{}}""")]
    [InlineData("""{"auth_typ":7,"claims":[]}""")]
    [InlineData("""{"auth_typ":"","claims":[]}""")]
    [InlineData("""{"claims":[{"typ":"roles","val":"Pipeline.Admin"}]}""")]
    public void Anything_else_is_no_principal(string json) => Assert.Null(ClientPrincipal.Parse(Principals.Encode(json)));

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("e30")]
    [InlineData("aad")]
    public void Neither_is_what_is_not_base64(string header) => Assert.Null(ClientPrincipal.Parse(header));

    [Fact]
    public void Bytes_that_are_no_text_are_no_principal() => Assert.Null(ClientPrincipal.Parse(Convert.ToBase64String(
        [.. """{"auth_typ":"aad","claims":[{"typ":"oid","val":" """u8, 0xC3, 0x28, 0xFF, .. "\"}]}"u8])));

    [Fact]
    public void Claims_that_are_not_texts_are_passed_over()
    {
        var principal = ClientPrincipal.Parse(Principals.Encode(
            """{"auth_typ":"aad","claims":[7,null,{"typ":"roles"},{"typ":"roles","val":7},{"typ":["roles"],"val":"Pipeline.Admin"},{"typ":"roles","val":"Pipeline.Viewer"}]}"""));
        Assert.NotNull(principal);
        Assert.Equal([new ClientPrincipalClaim("roles", "Pipeline.Viewer")], principal.Claims);
    }

    [Theory]
    [InlineData("preferred_username=ann@example.com", "ann@example.com")]
    [InlineData("preferred_username=ANN@EXAMPLE.COM", "ann@example.com")]
    [InlineData("upn=ann@example.com", "ann@example.com")]
    [InlineData("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn=ann@example.com", "ann@example.com")]
    [InlineData(Principals.NameType + "=ann@example.com", "ann@example.com")]
    [InlineData(Principals.NameType + "=mail@example.com;preferred_username=ann@example.com", "ann@example.com")]
    [InlineData("oid=5B5450DB-eb26-4c1a-981c-ba1d25f0483d", "5b5450db-eb26-4c1a-981c-ba1d25f0483d")]
    [InlineData("preferred_username=admin;oid=5b5450db-eb26-4c1a-981c-ba1d25f0483d", "5b5450db-eb26-4c1a-981c-ba1d25f0483d")]
    [InlineData("preferred_username=ann lee@example.com;oid=5b5450db-eb26-4c1a-981c-ba1d25f0483d", "5b5450db-eb26-4c1a-981c-ba1d25f0483d")]
    [InlineData("preferred_username=admin", null)]
    [InlineData("name=ann@example.com", null)]
    [InlineData("oid=admin", null)]
    [InlineData("roles=Pipeline.Admin", null)]
    public void The_subject_is_the_sign_in_name_else_the_object(string claims, string? subject) =>
        Assert.Equal(subject, PrincipalName.Of(Principal("aad", claims)));

    [Theory]
    [InlineData("aad", "roles=Pipeline.Admin", "Admin")]
    [InlineData("aad", "roles=Pipeline.Editor", "Editor")]
    [InlineData("aad", "roles=Pipeline.Approver", "Approver")]
    [InlineData("aad", "roles=Pipeline.Viewer", "Viewer")]
    [InlineData("aad", Principals.RoleType + "=Pipeline.Admin", "Admin")]
    [InlineData("aad", "roles=Pipeline.Admin;roles=Pipeline.Admin;roles=Pipeline.Viewer", "Viewer Admin")]
    [InlineData("aad", "roles=pipeline.admin;roles=Admin;roles=Other.Admin;groups=Pipeline.Admin", "")]
    [InlineData("aad", "preferred_username=ann@example.com", "")]
    [InlineData("github", "roles=Pipeline.Admin", "")]
    public void App_roles_are_roles_here(string provider, string claims, string roles) =>
        Assert.Equal(roles, string.Join(' ', AppRoles.Of(Principal(provider, claims))));

    [Fact]
    public void The_names_of_the_roles_are_told() => Assert.Equal("Pipeline.Admin, Pipeline.Editor, Pipeline.Approver, Pipeline.Viewer", AppRoles.Names);

    private static ClientPrincipal Principal(string provider, string claims) => new(
        provider,
        Principals.NameType,
        Principals.RoleType,
        [.. claims.Split(';').Select(claim => claim.Split('=')).Select(parts => new ClientPrincipalClaim(parts[0], parts[1]))]);
}
