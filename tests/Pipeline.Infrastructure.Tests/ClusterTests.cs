using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class ClusterTests(Templates templates)
{
    private const string Clusters = "/subscriptions/00000000-0000-0000-0000-00000000000c/resourceGroups/";

    [Fact]
    public async Task The_identity_may_fetch_the_clusters_credential_where_the_cluster_is()
    {
        var snapshot = await templates.DeployAsync(Variant.Full);

        var assignment = Assert.Single(
            snapshot.Of("Microsoft.Authorization/roleAssignments"),
            candidate => candidate.Scope == Clusters + "clusters/providers/Microsoft.ContainerService/managedClusters/shop");
        Assert.EndsWith("/4abbcc35-e782-43d8-92c5-2d3f1bd2253f", assignment.Text("roleDefinitionId"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_clusters_network_is_peered_both_ways()
    {
        var snapshot = await templates.DeployAsync(Variant.Full);
        var own = snapshot.Single("Microsoft.Network/virtualNetworks").Id;
        const string other = Clusters + "networks/providers/Microsoft.Network/virtualNetworks/shop-network";
        var peerings = snapshot.Of("Microsoft.Network/virtualNetworks/virtualNetworkPeerings");

        Assert.Equal(
            new[] { (own + "/virtualNetworkPeerings/cluster", other), (other + "/virtualNetworkPeerings/pipeline-network", own) }.Order(),
            peerings.Select(peering => (peering.Id, peering.Text("remoteVirtualNetwork.id")!)).Order());
        Assert.All(peerings, peering =>
        {
            Assert.Equal("true", peering.Text("allowVirtualNetworkAccess"));
            Assert.Equal("false", peering.Text("allowForwardedTraffic"));
        });
    }

    [Fact]
    public async Task The_name_of_a_private_clusters_API_server_resolves_in_the_apps_network()
    {
        var snapshot = await templates.DeployAsync(Variant.Full);

        var link = Assert.Single(
            snapshot.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
            candidate => candidate.Id.StartsWith(Clusters + "zones/", StringComparison.Ordinal));
        Assert.Equal("x.privatelink.koreacentral.azmk8s.io/pipeline-network", link.Name);
        Assert.Equal(snapshot.Single("Microsoft.Network/virtualNetworks").Id, link.Text("virtualNetwork.id"));
    }

    [Fact]
    public async Task Without_a_cluster_nothing_is_deployed_outside_the_group()
    {
        foreach (var variant in Variant.All.Except([Variant.Full]))
        {
            Assert.All(
                (await templates.DeployAsync(variant)).Resources,
                resource => Assert.StartsWith($"/subscriptions/{Snapshot.Subscription}/resourceGroups/{Snapshot.Group}/", resource.Id, StringComparison.Ordinal));
        }
    }
}
