using Pipeline.Definitions.Deployments;

namespace Pipeline.Definitions.Tests.Deployments;

public sealed class DeploymentRulesTests
{
    [Theory]
    [InlineData(RunStatus.Succeeded, null, "feature.wait", false)]
    [InlineData(RunStatus.Succeeded, null, "feature.wait deploy.manifest", true)]
    [InlineData(RunStatus.Succeeded, null, "promote.git-commit", true)]
    [InlineData(RunStatus.Succeeded, null, "cluster.rollback", true)]
    [InlineData(RunStatus.Succeeded, null, "cluster.find-image deploy.find-artifacts-from-resource deploy.wait-stable", false)]
    [InlineData(RunStatus.Succeeded, null, "feature.deploy", false)]
    [InlineData(RunStatus.Succeeded, null, "deployment.plan", false)]
    [InlineData(RunStatus.Succeeded, "production", "feature.wait", true)]
    [InlineData(RunStatus.Terminal, null, "deploy.manifest", true)]
    [InlineData(RunStatus.Terminal, "production", "", true)]
    [InlineData(RunStatus.Canceled, "production", "deploy.manifest", false)]
    [InlineData(RunStatus.Running, "production", "deploy.manifest", false)]
    public void A_run_is_a_deployment_when_it_says_so_or_deployed_and_nobody_called_it_off(RunStatus status, string? environment, string ran, bool isOne) =>
        Assert.Equal(isOne, DeploymentRules.IsDeployment(status, environment, ran.Split(' ')));
}
