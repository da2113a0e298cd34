using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class SchedulerTests(Templates templates)
{
    [Theory]
    [InlineData("scheduler", "pipeline", "Enabled", """["0.0.0.0/0"]""", """{"name":"Dedicated","capacity":2}""")]
    [InlineData("full", "deployments", "Disabled", "[]", """{"name":"Consumption"}""")]
    public async Task The_scheduler_has_the_hub_that_the_app_is_told_of(string variant, string hub, string access, string addresses, string sku)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var scheduler = snapshot.Single("Microsoft.DurableTask/schedulers");
        var settings = snapshot.Settings;

        Assert.Equal((access, addresses, sku), (scheduler.Text("publicNetworkAccess")!, scheduler["ipAllowlist"]!.ToJsonString(), scheduler["sku"]!.ToJsonString()));
        Assert.Equal($"{scheduler.Name}/{hub}", snapshot.Single("Microsoft.DurableTask/schedulers/taskHubs").Name);
        Assert.Equal(hub, settings["TASKHUB_NAME"]);
        Assert.Equal(hub, settings["AzureFunctionsJobHost__extensions__durableTask__hubName"]);
        Assert.Equal("azureManaged", settings["AzureFunctionsJobHost__extensions__durableTask__storageProvider__type"]);
        Assert.Equal(
            "DURABLE_TASK_SCHEDULER_CONNECTION_STRING", settings["AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName"]);
        Assert.Matches(
            "^Endpoint=«.+outputs.endpoint.value»;Authentication=ManagedIdentity;ClientID=«.+outputs.clientId.value»$",
            settings["DURABLE_TASK_SCHEDULER_CONNECTION_STRING"]);
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    [InlineData("premium")]
    public async Task Without_a_scheduler_the_hub_is_in_the_storage_account(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));

        Assert.Empty(snapshot.Of("Microsoft.DurableTask/schedulers"));
        Assert.Equal("pipeline", snapshot.Settings["TASKHUB_NAME"]);
        Assert.DoesNotContain(snapshot.Settings.Keys, name => name.Contains("durableTask", StringComparison.Ordinal));
    }
}
