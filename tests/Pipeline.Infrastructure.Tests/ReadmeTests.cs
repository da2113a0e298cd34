using System.Text.RegularExpressions;
using Pipeline.Infrastructure.Tests.Bicep;

namespace Pipeline.Infrastructure.Tests;

public sealed partial class ReadmeTests(Templates templates)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Templates.Source, "README.md"));

    [Fact]
    public async Task It_lists_every_parameter_in_the_templates_order()
    {
        var parameters = (await templates.CompileAsync())["parameters"]!.AsObject().Select(parameter => parameter.Key);

        Assert.Equal(parameters, FirstColumn("Parameters"));
    }

    [Fact]
    public async Task It_explains_every_alert()
    {
        var rules = (await templates.DeployAsync(Variant.Prod)).Of("Microsoft.Insights/scheduledQueryRules").Select(rule => rule.Name["pipeline-".Length..]);

        Assert.Equal(rules.Order(), FirstColumn("Alerts").Order());
    }

    [Fact]
    public async Task It_names_every_metric_that_an_alert_looks_at()
    {
        var queries = (await templates.DeployAsync(Variant.Prod)).Of("Microsoft.Insights/scheduledQueryRules")
            .Select(rule => rule["criteria.allOf"]![0]!["query"]!.ToString());

        var metrics = Metric().Matches(string.Concat(queries)).Select(match => match.Value).Distinct().ToArray();
        Assert.Equal(5, metrics.Length);
        Assert.All(metrics, metric => Assert.Contains(metric.Replace('"', '`'), Readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_says_which_variables_the_parameter_files_read()
    {
        var files = Directory.EnumerateFiles(Templates.Source, "*.bicepparam").Select(File.ReadAllText);
        var variables = Variable().Matches(string.Concat(files)).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.True(variables.Length > 5);
        Assert.All(variables, variable => Assert.Contains(variable, Readme, StringComparison.Ordinal));

        // The names of outputs that the commands ask for.
        var outputs = (await templates.CompileAsync())["outputs"]!.AsObject().Select(output => output.Key).ToArray();
        Assert.All(Output().Matches(Readme).Select(match => match.Groups[1].Value), output => Assert.Contains(output, outputs));
    }

    private static IEnumerable<string> FirstColumn(string heading)
    {
        var section = Readme[Readme.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 1, StringComparison.Ordinal)];
        return Row().Matches(section).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"^\| `([\w-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("\"pipeline\\.[a-z.]+\"")]
    private static partial Regex Metric();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?:properties\.outputs\.|\$\(output )(\w+)")]
    private static partial Regex Output();
}
