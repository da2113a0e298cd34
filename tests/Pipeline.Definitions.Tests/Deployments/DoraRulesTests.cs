using System.Globalization;
using Pipeline.Definitions.Deployments;

namespace Pipeline.Definitions.Tests.Deployments;

public sealed class DoraRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 0, 0, 0, TimeSpan.Zero);

    // A deployment: hours before now, '+' or '-' for how it ended, the pipeline's letter, and the hours from its commit, if known.
    [Theory]
    [InlineData("", 0, 0, null, null, null)]
    [InlineData("5+a", 1, 0, null, 0.0, null)]
    [InlineData("5+a/3", 1, 0, 3.0, 0.0, null)]
    [InlineData("5+a/3 4+a/9 3+a/4", 3, 0, 4.0, 0.0, null)]
    [InlineData("5+a/3 4+a/5", 2, 0, 4.0, 0.0, null)]
    [InlineData("5-a/3", 0, 1, null, 1.0, null)]
    [InlineData("5-a 2+a", 1, 1, null, 0.5, 3.0)]
    [InlineData("2+a 5-a", 1, 1, null, 0.5, 3.0)]
    [InlineData("9-a 7-a 2+a 1+a", 2, 2, null, 0.5, 7.0)]
    [InlineData("9-a 8+a 6-a 1+a", 2, 2, null, 0.5, 3.0)]
    [InlineData("9-a 8+b 3+a", 2, 1, null, 1.0 / 3, 6.0)]
    [InlineData("720+a 719+a", 1, 0, null, 0.0, null)]
    [InlineData("-1+a 0+a", 1, 0, null, 0.0, null)]
    [InlineData("1+a/-2", 1, 0, 0.0, 0.0, null)]
    public void The_values_are(string deployments, int succeeded, int failed, double? leadHours, double? failureRate, double? restoreHours)
    {
        var values = DoraRules.Compute(deployments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read), Now, DoraRules.Window);

        Assert.Equal((succeeded, failed), (values.Succeeded, values.Failed));
        Assert.Equal(succeeded / 30.0, values.DeploymentsPerDay);
        Assert.Equal(leadHours, values.LeadTime?.TotalHours);
        Assert.Equal(failureRate, values.ChangeFailureRate);
        Assert.Equal(restoreHours, values.TimeToRestore?.TotalHours);
    }

    [Fact]
    public void A_failure_in_one_environment_is_not_restored_by_a_success_in_another()
    {
        var failed = Read("9-a") with { Environment = "production" };
        var elsewhere = Read("8+a") with { Environment = "staging" };
        var restored = Read("4+a") with { Environment = "production" };

        Assert.Null(DoraRules.Compute([failed, elsewhere], Now, DoraRules.Window).TimeToRestore);
        Assert.Equal(TimeSpan.FromHours(5), DoraRules.Compute([restored, elsewhere, failed], Now, DoraRules.Window).TimeToRestore);
    }

    private static DeploymentRecord Read(string text)
    {
        var sign = text.IndexOfAny(['+', '-'], 1);
        var parts = text[(sign + 2)..].Split('/');
        var ended = Now - TimeSpan.FromHours(Number(text[..sign]));
        return new()
        {
            Run = text,
            Pipeline = text[sign + 1].ToString(),
            Succeeded = text[sign] == '+',
            EndedAt = ended,
            CommittedAt = parts.Length > 1 ? ended - TimeSpan.FromHours(Number(parts[1])) : null,
        };
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
