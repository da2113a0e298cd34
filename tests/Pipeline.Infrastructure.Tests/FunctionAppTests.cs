using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class FunctionAppTests(Templates templates)
{
    private static readonly string[] Common =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "AzureFunctionsJobHost__telemetryMode",
        "AzureWebJobsDisableHomepage", "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri", "PIPELINE_KEY_VAULT_KEY",
        "PIPELINE_PUBLIC_URL", "TASKHUB_NAME",
    ];

    private static readonly string[] Premium =
        ["FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"];

    private static readonly string[] Scheduler =
    [
        "AzureFunctionsJobHost__extensions__durableTask__hubName", "AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName",
        "AzureFunctionsJobHost__extensions__durableTask__storageProvider__type", "DURABLE_TASK_SCHEDULER_CONNECTION_STRING",
    ];

    private static readonly string[] Optional =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID", "PIPELINE_ADMIN_TOKEN",
        "WEBSITE_AUTH_AAD_ALLOWED_TENANTS",
    ];

    private static readonly Dictionary<string, string[]> Besides = new()
    {
        ["premium"] = Premium,
        ["premium-private"] = Premium,
        ["scheduler"] = Scheduler,
        ["full"] = [.. Scheduler, .. Optional],
    };

    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task The_app_has_exactly_these_settings(string variant)
    {
        var settings = (await templates.DeployAsync(Variant.Named(variant))).Settings;

        Assert.Equal(Common.Concat(Besides.GetValueOrDefault(variant, [])).Order(StringComparer.Ordinal), settings.Keys.Order(StringComparer.Ordinal));
        Assert.All(settings.Values, value => Assert.NotEqual("", value));
    }

    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task The_storage_is_opened_as_the_identity(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var settings = snapshot.Settings;
        var account = snapshot.Single("Microsoft.Storage/storageAccounts").Name;

        Assert.Equal(account, settings["AzureWebJobsStorage__accountName"]);
        Assert.Equal($"https://{account}.blob.core.windows.net", settings["AzureWebJobsStorage__blobServiceUri"]);
        Assert.Equal($"https://{account}.queue.core.windows.net", settings["AzureWebJobsStorage__queueServiceUri"]);
        Assert.Equal($"https://{account}.table.core.windows.net", settings["AzureWebJobsStorage__tableServiceUri"]);
        Assert.Equal("managedidentity", settings["AzureWebJobsStorage__credential"]);
        var clientId = settings["AzureWebJobsStorage__clientId"];
        Assert.Contains(snapshot.Single("Microsoft.ManagedIdentity/userAssignedIdentities").Id, clientId, StringComparison.Ordinal);
        Assert.EndsWith(".clientId»", clientId, StringComparison.Ordinal);
        Assert.Equal(clientId, settings["AZURE_CLIENT_ID"]);
        Assert.Equal("true", settings["AzureWebJobsDisableHomepage"]);
        Assert.Equal("OpenTelemetry", settings["AzureFunctionsJobHost__telemetryMode"]);
    }

    [Theory]
    [InlineData("dev", 40, "[]")]
    [InlineData("prod", 100, """[{"name":"http","instanceCount":2},{"name":"durable","instanceCount":2}]""")]
    public async Task Flex_runs_the_custom_handler_from_the_container_of_packages(string variant, int maximum, string alwaysReady)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var plan = snapshot.Single("Microsoft.Web/serverfarms");
        var app = snapshot.Single("Microsoft.Web/sites");

        Assert.Equal("""{"name":"FC1","tier":"FlexConsumption"}""", plan.Json["sku"]!.ToJsonString());
        Assert.Equal(("functionapp", "true"), (plan.Json["kind"]!.ToString(), plan.Text("reserved")!));
        Assert.Equal(plan.Id, app.Text("serverFarmId"));
        Assert.Equal("""{"name":"custom","version":"1.0"}""", app["functionAppConfig.runtime"]!.ToJsonString());
        Assert.Equal("blobContainer", app.Text("functionAppConfig.deployment.storage.type"));
        Assert.Equal(snapshot.Settings["AzureWebJobsStorage__blobServiceUri"] + "/packages", app.Text("functionAppConfig.deployment.storage.value"));
        Assert.Equal("UserAssignedIdentity", app.Text("functionAppConfig.deployment.storage.authentication.type"));
        Assert.Equal(
            snapshot.Single("Microsoft.ManagedIdentity/userAssignedIdentities").Id,
            app.Text("functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId"));
        Assert.Equal(maximum, app["functionAppConfig.scaleAndConcurrency.maximumInstanceCount"]!.GetValue<int>());
        Assert.Equal(2048, app["functionAppConfig.scaleAndConcurrency.instanceMemoryMB"]!.GetValue<int>());
        Assert.Equal(alwaysReady, app["functionAppConfig.scaleAndConcurrency.alwaysReady"]!.ToJsonString());
        Assert.Null(app["siteConfig.linuxFxVersion"]);
    }

    [Theory]
    [InlineData("premium", "EP1", 1, 20, "false")]
    [InlineData("premium-private", "EP2", 3, 10, "true")]
    public async Task Premium_runs_the_package_as_the_identity_without_a_file_share(string variant, string sku, int minimum, int maximum, string zoned)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var plan = snapshot.Single("Microsoft.Web/serverfarms");
        var app = snapshot.Single("Microsoft.Web/sites");
        var settings = snapshot.Settings;

        Assert.Equal($$"""{"name":"{{sku}}","tier":"ElasticPremium","capacity":{{minimum}}}""", plan.Json["sku"]!.ToJsonString());
        Assert.Equal(("elastic", "true", zoned), (plan.Json["kind"]!.ToString(), plan.Text("reserved")!, plan.Text("zoneRedundant")!));
        Assert.Equal(maximum, plan["maximumElasticWorkerCount"]!.GetValue<int>());
        Assert.Equal(minimum, app["siteConfig.minimumElasticInstanceCount"]!.GetValue<int>());
        Assert.Null(app["functionAppConfig"]);
        Assert.Equal("", app.Text("siteConfig.linuxFxVersion"));
        Assert.Equal("/api/health", app.Text("siteConfig.healthCheckPath"));
        Assert.Equal("Disabled", app.Text("siteConfig.ftpsState"));
        Assert.Equal(variant == "premium-private" ? "true" : "false", app.Text("siteConfig.functionsRuntimeScaleMonitoringEnabled"));
        Assert.Equal("custom", settings["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("~4", settings["FUNCTIONS_EXTENSION_VERSION"]);
        Assert.Equal(settings["AzureWebJobsStorage__blobServiceUri"] + "/packages/pipeline.zip", settings["WEBSITE_RUN_FROM_PACKAGE"]);
        Assert.Equal(settings["WEBSITE_RUN_FROM_PACKAGE"], snapshot.Outputs["packageUrl"]!.ToString());
        Assert.Equal(snapshot.Single("Microsoft.ManagedIdentity/userAssignedIdentities").Id, settings["WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"]);
    }

    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task The_app_speaks_TLS_only_and_publishing_takes_no_password(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var app = snapshot.Single("Microsoft.Web/sites");

        Assert.Equal("functionapp,linux", app.Json["kind"]!.ToString());
        Assert.Equal(("true", "1.2"), (app.Text("httpsOnly")!, app.Text("siteConfig.minTlsVersion")!));
        var policies = snapshot.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
        Assert.Equal(variant.StartsWith("premium", StringComparison.Ordinal) ? ["ftp", "scm"] : ["scm"], policies.Select(policy => policy.Name.Split('/')[1]).Order());
        Assert.All(policies, policy => Assert.Equal("false", policy.Text("allow")));
    }

    [Fact]
    public async Task Links_and_outputs_carry_the_public_address_when_there_is_one()
    {
        var full = await templates.DeployAsync(Variant.Full);
        Assert.Equal("https://pipeline.example.com", full.Settings["PIPELINE_PUBLIC_URL"]);
        Assert.Equal("https://pipeline.example.com/api", full.Outputs["apiUrl"]!.ToString());
        Assert.Equal("https://pipeline.example.com/api/health", full.Outputs["healthUrl"]!.ToString());
        Assert.Equal("https://pipeline.example.com/api/metrics", full.Outputs["metricsUrl"]!.ToString());
        Assert.Equal("https://pipeline.example.com/approvals/", full.Outputs["approvalsUrl"]!.ToString());

        var dev = await templates.DeployAsync(Variant.Dev);
        Assert.Matches("^https://«reference.+defaultHostName»$", dev.Settings["PIPELINE_PUBLIC_URL"]);
        Assert.EndsWith("outputs.url.value»/api", dev.Outputs["apiUrl"]!.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("/.auth/login/aad/callback", dev.Outputs["redirectUrl"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(dev.Single("Microsoft.Web/sites").Name, dev.Outputs["functionAppName"]!.ToString());
    }

    [Fact]
    public async Task Telemetry_goes_to_an_OTLP_receiver_too_when_one_is_named() =>
        Assert.Equal("https://otlp.example.com", (await templates.DeployAsync(Variant.Full)).Settings["OTEL_EXPORTER_OTLP_ENDPOINT"]);
}
