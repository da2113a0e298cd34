using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed class RoleTests(Templates templates)
{
    private const string Assignment = "Microsoft.Authorization/roleAssignments";

    // As Microsoft lists them at https://learn.microsoft.com/azure/role-based-access-control/built-in-roles.
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["12338af0-0e69-4776-bea7-57ae8d297424"] = "Key Vault Crypto User",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "Durable Task Data Contributor",
        ["4abbcc35-e782-43d8-92c5-2d3f1bd2253f"] = "Azure Kubernetes Service Cluster User Role",
    };

    private static readonly string[] Always =
    [
        "Key Vault Crypto User on Microsoft.KeyVault/vaults/keys data-protection",
        "Monitoring Metrics Publisher on Microsoft.Insights/components",
        "Storage Blob Data Owner on Microsoft.Storage/storageAccounts",
        "Storage Queue Data Contributor on Microsoft.Storage/storageAccounts",
        "Storage Table Data Contributor on Microsoft.Storage/storageAccounts",
    ];

    private static readonly Dictionary<string, string[]> Besides = new()
    {
        ["scheduler"] = ["Durable Task Data Contributor on Microsoft.DurableTask/schedulers"],
        ["full"] =
        [
            "Azure Kubernetes Service Cluster User Role on Microsoft.ContainerService/managedClusters",
            "Durable Task Data Contributor on Microsoft.DurableTask/schedulers",
            "Key Vault Secrets User on Microsoft.KeyVault/vaults/secrets otel-exporter-otlp-headers",
            "Key Vault Secrets User on Microsoft.KeyVault/vaults/secrets pipeline-admin-token",
        ],
    };

    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task The_identity_has_exactly_the_roles_that_it_needs(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));

        Assert.Equal(
            Always.Concat(Besides.GetValueOrDefault(variant, [])).Order(),
            snapshot.Of(Assignment).Select(Describe).Order());
    }

    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task Every_role_is_the_identitys_and_on_one_resource(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var identity = snapshot.Single("Microsoft.ManagedIdentity/userAssignedIdentities");

        Assert.All(snapshot.Of(Assignment), assignment =>
        {
            Assert.Equal("ServicePrincipal", assignment.Text("principalType"));
            Assert.Contains("/providers/", assignment.Scope, StringComparison.Ordinal);
            Assert.Matches("^/subscriptions/[0-9a-f-]{36}/providers/Microsoft.Authorization/roleDefinitions/[0-9a-f-]{36}$", assignment.Text("roleDefinitionId"));

            // The cluster's role is given in another group and learns the principal from the identity's module.
            var principal = assignment.Text("principalId")!;
            Assert.True(principal.Contains(identity.Id, StringComparison.Ordinal) || principal.Contains("'identity-", StringComparison.Ordinal), principal);
        });
        Assert.Equal(snapshot.Of(Assignment).Count, snapshot.Of(Assignment).Select(assignment => assignment.Name).Distinct().Count());
    }

    [Fact]
    public async Task The_app_has_that_identity_and_no_other()
    {
        foreach (var variant in Variant.All)
        {
            var snapshot = await templates.DeployAsync(variant);
            var identity = snapshot.Single("Microsoft.ManagedIdentity/userAssignedIdentities");
            var app = snapshot.Single("Microsoft.Web/sites").Json["identity"]!;

            Assert.Equal("UserAssigned", app["type"]!.GetValue<string>());
            Assert.Equal([identity.Id], app["userAssignedIdentities"]!.AsObject().Select(pair => pair.Key));
        }
    }

    private static string Describe(Resource assignment)
    {
        var role = Roles[assignment.Text("roleDefinitionId")![^36..]];

        // …/providers/{namespace}/{type}/{name}[/{type}/{name}]
        var parts = assignment.Scope[(assignment.Scope.LastIndexOf("/providers/", StringComparison.Ordinal) + "/providers/".Length)..].Split('/');
        return parts.Length == 3 ? $"{role} on {parts[0]}/{parts[1]}" : $"{role} on {parts[0]}/{parts[1]}/{parts[3]} {parts[4]}";
    }
}
