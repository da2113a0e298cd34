using Pipeline.Infrastructure.Tests.Bicep;
using Pipeline.Testing;

namespace Pipeline.Infrastructure.Tests;

public sealed class AlertTests(Templates templates)
{
    private const string Rule = "Microsoft.Insights/scheduledQueryRules";

    [Theory]
    [MemberData(nameof(Variant.Names), MemberType = typeof(Variant))]
    public async Task Every_deployment_watches_for_four_things(string variant)
    {
        var snapshot = await templates.DeployAsync(Variant.Named(variant));
        var prefix = variant == "dev" ? "pipeline-dev-" : "pipeline-";

        Assert.Equal(
            new[] { "failed-runs", "late-work", "poison-messages", "stuck-runs" }.Select(name => prefix + name),
            snapshot.Of(Rule).Select(rule => rule.Name).Order());
        Assert.All(snapshot.Of(Rule), rule =>
        {
            Assert.Equal("true", rule.Text("enabled"));
            Assert.Equal("LogAlert", rule.Json["kind"]!.ToString());
            Assert.Equal([snapshot.Single("Microsoft.OperationalInsights/workspaces").Id], rule["scopes"]!.AsArray().Select(scope => scope!.ToString()));
            var criterion = Assert.Single(rule["criteria.allOf"]!.AsArray())!;
            Assert.Equal(("GreaterThan", "Value"), (criterion["operator"]!.ToString(), criterion["metricMeasureColumn"]!.ToString()));
            Assert.Contains(" Value = ", criterion["query"]!.ToString(), StringComparison.Ordinal);
            Assert.All(
                criterion["dimensions"]!.AsArray(),
                dimension => Assert.Matches($@"\bby\b.*\b{dimension!["name"]}\b", criterion["query"]!.ToString()));
        });
    }

    [Theory]
    [InlineData("pipeline.runs")]
    [InlineData("pipeline.runs.ended")]
    [InlineData("pipeline.run.queue.duration")]
    [InlineData("pipeline.stage.duration")]
    [InlineData("pipeline.step.queue.duration")]
    [InlineData("pipeline-commands")]
    public void What_the_alerts_ask_for_is_what_the_product_says(string name)
    {
        var sources = new[] { "functions", "shared" }.SelectMany(folder => Directory.EnumerateFiles(SourceTree.Combine(folder), "*.cs", SearchOption.AllDirectories));

        Assert.Contains(sources, file => File.ReadAllText(file).Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failed-runs", "PT15M", 0, "Application,Pipeline")]
    [InlineData("poison-messages", "PT15M", 0, "")]
    [InlineData("stuck-runs", "PT1H", 0, "Application")]
    [InlineData("late-work", "PT30M", 900, "Name")]
    public async Task An_alert_looks_at_a_time_and_tells_what_it_is_about(string name, string window, int threshold, string dimensions)
    {
        var rule = await FindAsync(Variant.Prod, name);
        var criterion = rule["criteria.allOf"]![0]!;

        Assert.Equal((window, threshold), (rule.Text("windowSize")!, criterion["threshold"]!.GetValue<int>()));
        Assert.Equal(dimensions, string.Join(',', criterion["dimensions"]!.AsArray().Select(dimension => dimension!["name"]!.ToString())));
    }

    [Fact]
    public async Task Poison_messages_are_those_of_the_commands_queue_in_the_account()
    {
        var snapshot = await templates.DeployAsync(Variant.Prod);
        var queue = snapshot.Single("Microsoft.Storage/storageAccounts/queueServices/queues").Name.Split('/')[2];
        var query = await QueryAsync(Variant.Prod, "poison-messages");

        Assert.Equal("pipeline-commands", queue);
        Assert.Contains($"\"/{queue}-poison/messages\"", query, StringComparison.Ordinal);
        Assert.Contains($"AccountName == \"{snapshot.Single("Microsoft.Storage/storageAccounts").Name}\"", query, StringComparison.Ordinal);
        Assert.Contains("OperationName == \"PutMessage\"", query, StringComparison.Ordinal);
        Assert.StartsWith("StorageQueueLogs", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_runs_are_those_that_ended_as_terminal() =>
        Assert.Contains("Name == \"pipeline.runs.ended\" and tostring(Properties.status) == \"TERMINAL\"", await QueryAsync(Variant.Prod, "failed-runs"), StringComparison.Ordinal);

    [Fact]
    public async Task Stuck_runs_are_active_ones_that_wait_for_nobody_while_nothing_moves()
    {
        var query = await QueryAsync(Variant.Prod, "stuck-runs");

        Assert.Contains("Name == \"pipeline.runs\" and tostring(Properties.state) in (\"RUNNING\", \"NOT_STARTED\")", query, StringComparison.Ordinal);
        Assert.Contains("progress == 0", query, StringComparison.Ordinal);
        Assert.DoesNotContain("WAITING", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_written_to_when_there_are_any()
    {
        var prod = await templates.DeployAsync(Variant.Prod);
        var group = prod.Single("Microsoft.Insights/actionGroups");
        Assert.Equal(["first@example.com", "second@example.com"], group["emailReceivers"]!.AsArray().Select(receiver => receiver!["emailAddress"]!.ToString()));
        Assert.All(prod.Of(Rule), rule => Assert.Equal([group.Id], rule["actions.actionGroups"]!.AsArray().Select(action => action!.ToString())));

        var dev = await templates.DeployAsync(Variant.Dev);
        Assert.Empty(dev.Of("Microsoft.Insights/actionGroups"));
        Assert.All(dev.Of(Rule), rule => Assert.Empty(rule["actions.actionGroups"]!.AsArray()));
    }

    private async Task<Resource> FindAsync(Variant variant, string name) =>
        (await templates.DeployAsync(variant)).Of(Rule).Single(rule => rule.Name.EndsWith(name, StringComparison.Ordinal));

    private async Task<string> QueryAsync(Variant variant, string name) => (await FindAsync(variant, name))["criteria.allOf"]![0]!["query"]!.ToString();
}
