using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class NetworkTests(Templates templates)
{
    private const string Network = "Microsoft.Network/virtualNetworks";
    private const string Endpoint = "Microsoft.Network/privateEndpoints";

    [Theory]
    [InlineData("dev")]
    [InlineData("premium")]
    [InlineData("scheduler")]
    public async Task Without_a_private_network_there_is_none(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));

        Assert.DoesNotContain(snapshot.Resources, resource => resource.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal));
        var app = snapshot.Single("Microsoft.Web/sites");
        Assert.Equal((null, "Enabled"), (app["virtualNetworkSubnetId"], app.Text("publicNetworkAccess")));
    }

    [Theory]
    [InlineData("prod", "blob,queue,table,vault")]
    [InlineData("premium-private", "blob,queue,table,vault")]
    [InlineData("full", "blob,queue,scheduler,sites,table,vault")]
    public async Task Every_service_that_is_closed_to_the_internet_has_a_private_endpoint(string variant, string groups)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var subnet = snapshot.Single(Network).Id + "/subnets/endpoints";
        var endpoints = snapshot.Of(Endpoint).ToDictionary(endpoint => endpoint["privateLinkServiceConnections"]![0]!["properties"]!["groupIds"]![0]!.ToString());

        Assert.Equal(groups, string.Join(',', endpoints.Keys.Order(StringComparer.Ordinal)));
        Assert.All(endpoints.Values, endpoint => Assert.Equal(subnet, endpoint.Text("subnet.id")));

        var closed = snapshot.Resources.Where(resource => resource.Properties.TryGetPropertyValue("publicNetworkAccess", out var access) && access?.ToString() == "Disabled");
        Assert.Equal(
            closed.Select(resource => resource.Id).Order(),
            endpoints.Values.Select(endpoint => endpoint["privateLinkServiceConnections"]![0]!["properties"]!["privateLinkServiceId"]!.ToString()).Distinct().Order());
    }

    [Theory]
    [InlineData("blob", "privatelink.blob.core.windows.net")]
    [InlineData("queue", "privatelink.queue.core.windows.net")]
    [InlineData("table", "privatelink.table.core.windows.net")]
    [InlineData("vault", "privatelink.vaultcore.azure.net")]
    [InlineData("scheduler", "privatelink.durabletask.io")]
    [InlineData("sites", "privatelink.azurewebsites.net")]
    public async Task The_network_resolves_an_endpoints_name_in_its_zone(string group, string zone)
    {
        var snapshot = await templates.DeployAsync(Variant.Full);

        Assert.Contains(zone, snapshot.Of("Microsoft.Network/privateDnsZones").Select(resource => resource.Name));
        var link = snapshot.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Single(resource => resource.Name == $"{zone}/pipeline-network");
        Assert.Equal(snapshot.Single(Network).Id, link.Text("virtualNetwork.id"));

        var endpoint = snapshot.Of(Endpoint).Single(resource => resource["privateLinkServiceConnections"]![0]!["name"]!.ToString() == group);
        var names = snapshot.Of(Endpoint + "/privateDnsZoneGroups").Single(resource => resource.Name == $"{endpoint.Name}/default");
        Assert.Equal(
            snapshot.Of("Microsoft.Network/privateDnsZones").Single(resource => resource.Name == zone).Id,
            names["privateDnsZoneConfigs"]![0]!["properties"]!["privateDnsZoneId"]!.ToString());
    }

    [Theory]
    [InlineData("prod", "Microsoft.App/environments")]
    [InlineData("premium-private", "Microsoft.Web/serverFarms")]
    public async Task The_app_goes_out_through_a_subnet_that_its_plan_can_use(string variant, string delegation)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var network = snapshot.Single(Network);
        var app = snapshot.Single("Microsoft.Web/sites");
        var subnet = network["subnets"]!.AsArray().Single(candidate => candidate!["name"]!.ToString() == "app")!["properties"]!;

        Assert.Equal(delegation, subnet["delegations"]![0]!["properties"]!["serviceName"]!.ToString());
        Assert.Equal(network.Id + "/subnets/app", app.Text("virtualNetworkSubnetId"));
        Assert.Equal(variant == "prod" ? null : "true", app.Text("outboundVnetRouting.allTraffic"));
        Assert.Equal(["10.90.0.0/26", "10.90.0.64/26"], network["subnets"]!.AsArray().Select(candidate => candidate!["properties"]!["addressPrefix"]!.ToString()));
    }

    [Fact]
    public async Task Calls_go_out_from_one_address_where_that_is_asked_for()
    {
        var with = await templates.DeployAsync(Variant.Prod);
        var gateway = with.Single("Microsoft.Network/natGateways");
        Assert.Equal(with.Single("Microsoft.Network/publicIPAddresses").Id, gateway["publicIpAddresses"]![0]!["id"]!.ToString());
        Assert.Equal(gateway.Id, with.Single(Network)["subnets"]![0]!["properties"]!["natGateway"]!["id"]!.ToString());
        Assert.EndsWith("outputs.outboundAddress.value»", with.Outputs["outboundAddress"]!.ToString(), StringComparison.Ordinal);

        var without = await templates.DeployAsync(Variant.PremiumPrivate);
        Assert.Empty(without.Of("Microsoft.Network/natGateways"));
        Assert.Equal("", (await templates.DeployAsync(Variant.Dev)).Outputs["outboundAddress"]!.ToString());
    }

    [Fact]
    public async Task People_and_hooks_reach_the_app_over_the_internet_unless_that_is_closed_too()
    {
        Assert.Equal("Enabled", (await templates.DeployAsync(Variant.Prod)).Single("Microsoft.Web/sites").Text("publicNetworkAccess"));
        Assert.Equal("Disabled", (await templates.DeployAsync(Variant.Full)).Single("Microsoft.Web/sites").Text("publicNetworkAccess"));
    }
}
