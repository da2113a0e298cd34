using Pipeline.Stages.Settings.DeploymentTargets;

namespace Pipeline.Stages.Tests.Settings.DeploymentTargets;

/// <summary>What can be said of a target without calling it.</summary>
public sealed class DeploymentTargetTests
{
    private const string Kubeconfig = """
        current-context: a
        contexts: [{ name: a, context: { cluster: c, namespace: web } }]
        clusters: [{ name: c, cluster: { server: "https://127.0.0.1:6443" } }]
        """;

    public static TheoryData<DeploymentTarget, string, string> Faults => new()
    {
        { new() { Access = DeploymentTargetAccess.Kubeconfig }, "kubeconfig", "kubectl config view" },
        { new() { Access = DeploymentTargetAccess.Kubeconfig, Kubeconfig = "hello: world" }, "kubeconfig", "neither clusters nor contexts" },
        { new() { Access = DeploymentTargetAccess.Kubeconfig, Kubeconfig = Kubeconfig, Context = "b" }, "context", "There are: a" },
        { new() { Access = DeploymentTargetAccess.Kubeconfig, Kubeconfig = Kubeconfig, Server = new("https://x") }, "server", "belongs to access aks, not to kubeconfig" },
        { new() { Access = DeploymentTargetAccess.InCluster, Kubeconfig = Kubeconfig }, "kubeconfig", "belongs to access kubeconfig, not to inCluster" },
        { new() { Access = DeploymentTargetAccess.InCluster, ClientId = "x" }, "clientId", "belongs to access aks" },
        { new() { Access = DeploymentTargetAccess.Aks }, "server", "https" },
        { new() { Access = DeploymentTargetAccess.Aks, Server = new("http://x.azmk8s.io") }, "server", "https" },
        { new() { Access = DeploymentTargetAccess.Aks, Server = new("https://u@x.azmk8s.io") }, "server", "https" },
        { new() { Access = DeploymentTargetAccess.InCluster, Namespaces = ["shop", "Shop"] }, "namespaces", "'Shop'" },
        { new() { Access = DeploymentTargetAccess.InCluster, DefaultNamespace = "a/b" }, "defaultNamespace", "'a/b'" },
        { new() { Access = DeploymentTargetAccess.InCluster, Namespaces = ["shop"], DefaultNamespace = "web" }, "defaultNamespace", "not among the allowed namespaces shop" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_is_told_with_its_field_and_what_to_do(DeploymentTarget target, string field, string message)
    {
        var fault = Assert.Single(target.Check());

        Assert.Equal(field, fault.Field);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_of_each_access_are_right_as_they_should_be()
    {
        Assert.Empty(new DeploymentTarget { Access = DeploymentTargetAccess.Kubeconfig, Kubeconfig = Kubeconfig, Context = "a", Namespaces = ["shop"], DefaultNamespace = "shop" }.Check());
        Assert.Empty(new DeploymentTarget { Access = DeploymentTargetAccess.InCluster }.Check());
        Assert.Empty(new DeploymentTarget { Access = DeploymentTargetAccess.Aks, Server = new("https://shop.hcp.koreacentral.azmk8s.io:443"), ClientId = "c", TenantId = "t" }.Check());
    }

    [Theory]
    [InlineData("", null, null, "default")]
    [InlineData("", null, "web", "web")]
    [InlineData("", "own", "web", "own")]
    [InlineData("shop", null, null, "shop")]
    [InlineData("shop", null, "web", "shop")]
    [InlineData("shop,web", null, "web", "web")]
    [InlineData("shop,web", null, "other", "default")]
    public void Objects_without_a_namespace_go_where_the_setting_then_the_context_then_the_only_allowed_one_says(
        string allowed, string? chosen, string? context, string expected)
    {
        var target = new DeploymentTarget { Access = DeploymentTargetAccess.InCluster, Namespaces = Names(allowed), DefaultNamespace = chosen };

        Assert.Equal(expected, target.RulesFor("prod", context).DefaultNamespace);
    }

    [Theory]
    [InlineData("", "anything", true)]
    [InlineData("", null, true)]
    [InlineData("shop,web", "web", true)]
    [InlineData("shop,web", "Web", false)]
    [InlineData("shop,web", "kube-system", false)]
    [InlineData("shop,web", null, false)]
    public void Only_allowed_namespaces_are_allowed_and_the_refusal_lists_them(string allowed, string? wanted, bool isAllowed)
    {
        var rules = new DeploymentTargetRules { Target = "prod", Namespaces = Names(allowed) };

        var refused = Record.Exception(() => rules.CheckNamespace(wanted));

        Assert.Equal(isAllowed, refused is null);
        if (!isAllowed)
        {
            Assert.Equal("namespace-not-allowed", Assert.IsType<StageFailedException>(refused).Error.Code);
            Assert.Contains("shop, web", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_read_only_target_refuses_changes()
    {
        new DeploymentTargetRules { Target = "prod" }.CheckWritable();

        var refused = Assert.Throws<StageFailedException>(() => new DeploymentTargetRules { Target = "prod", IsReadOnly = true }.CheckWritable());

        Assert.Equal("target-read-only", refused.Error.Code);
    }

    [Fact]
    public void Missing_permissions_are_told_resource_by_resource()
    {
        var all = DeploymentPermissions.QuestionsFor("shop", isReadOnly: false).ToList();
        var reading = DeploymentPermissions.QuestionsFor("shop", isReadOnly: true).ToList();

        Assert.Equal("", DeploymentPermissions.Describe([]));
        Assert.Equal(
            "create, patch, delete deployments.apps; patch deployments.apps/scale; get pods/log",
            DeploymentPermissions.Describe(all.Where(static question => question.Resource == "deployments" && question.Verb is "create" or "patch" or "delete" && question.Resource == "deployments" || question.Subresource == "log")));
        Assert.All(reading, static question => Assert.Contains(question.Verb, (string[])["get", "list", "watch"]));
        Assert.All(all, static question => Assert.Equal("shop", question.Namespace));
    }

    private static string[] Names(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
