using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class AuthenticationTests(Templates templates)
{
    private const string ClientId = "11111111-1111-1111-1111-111111111111";

    [Fact]
    public async Task App_Service_says_who_it_is_and_lets_everybody_in()
    {
        var snapshot = await templates.DeployAsync(Variant.Full);
        var settings = Assert.Single(snapshot.Of("Microsoft.Web/sites/config"), config => config.Name.EndsWith("/authsettingsV2", StringComparison.Ordinal));

        Assert.Equal("true", settings.Text("platform.enabled"));
        Assert.Equal("false", settings.Text("globalValidation.requireAuthentication"));
        Assert.Equal("AllowAnonymous", settings.Text("globalValidation.unauthenticatedClientAction"));
        Assert.Equal("true", settings.Text("httpSettings.requireHttps"));
        Assert.Equal("true", settings.Text("identityProviders.azureActiveDirectory.enabled"));
        Assert.Equal(ClientId, settings.Text("identityProviders.azureActiveDirectory.registration.clientId"));
        Assert.Equal(
            $"https://login.microsoftonline.com/{Snapshot.Tenant}/v2.0",
            settings.Text("identityProviders.azureActiveDirectory.registration.openIdIssuer"));
        Assert.Equal($"""["{ClientId}","api://{ClientId}"]""", settings["identityProviders.azureActiveDirectory.validation.allowedAudiences"]!.ToJsonString());
    }

    [Fact]
    public async Task The_app_registration_trusts_the_identity_in_place_of_a_secret()
    {
        var snapshot = await templates.DeployAsync(Variant.Full);
        var settings = snapshot.Of("Microsoft.Web/sites/config").Single(config => config.Name.EndsWith("/authsettingsV2", StringComparison.Ordinal));

        var name = settings.Text("identityProviders.azureActiveDirectory.registration.clientSecretSettingName")!;
        Assert.EndsWith(".outputs.clientId.value»", snapshot.Settings[name], StringComparison.Ordinal);
        Assert.Equal(Snapshot.Tenant, snapshot.Settings["WEBSITE_AUTH_AAD_ALLOWED_TENANTS"]);
    }

    [Fact]
    public async Task Without_an_app_registration_there_is_no_sign_in() =>
        Assert.DoesNotContain((await templates.DeployAsync(Variant.Dev)).Resources, resource => resource.Name.EndsWith("/authsettingsV2", StringComparison.Ordinal));
}
