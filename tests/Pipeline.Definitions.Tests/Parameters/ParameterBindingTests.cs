using System.Text.Json.Nodes;
using Pipeline.Definitions.Parameters;

namespace Pipeline.Definitions.Tests.Parameters;

public sealed class ParameterBindingTests
{
    private static readonly ParameterDefinition[] Definitions =
    [
        new() { Name = "version", Required = true, Pattern = "[0-9.]+" },
        new() { Name = "region", Default = "kr", Options = ["kr", "jp"] },
        new() { Name = "replicas", Type = ParameterType.WholeNumber },
        new() { Name = "dryRun", Type = ParameterType.Boolean, Default = false },
        new() { Name = "token", Secret = true, Pattern = "[a-z]+" },
    ];

    [Theory]
    [InlineData("""{ "version": "1.2" }""", """{"version":"1.2","region":"kr","dryRun":false}""")]
    [InlineData("""{ "version": "1.2", "region": "jp", "replicas": 3, "dryRun": true }""", """{"version":"1.2","region":"jp","replicas":3,"dryRun":true}""")]
    [InlineData("""{ "version": "1.2", "region": null }""", """{"version":"1.2","region":"kr","dryRun":false}""")]
    [InlineData("""{ "version": "1.2", "replicas": 3.0 }""", """{"version":"1.2","region":"kr","replicas":3.0,"dryRun":false}""")]
    public void What_is_supplied_goes_before_the_default(string supplied, string bound)
    {
        var result = ParameterBinding.Bind(Definitions, (JsonObject)JsonNode.Parse(supplied)!);

        Assert.Empty(result.Faults);
        Assert.Equal(bound, result.Values!.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""", "version", "missing", "The parameter 'version' is required.")]
    [InlineData("""{ "version": null }""", "version", "missing", "is required")]
    [InlineData("""{ "version": 1.2 }""", "version", "wrong-type", "This must be a text. Write it in quotation marks: \"1.2\".")]
    [InlineData("""{ "version": "v1" }""", "version", "invalid-value", "'v1' does not match the pattern [0-9.]+.")]
    [InlineData("""{ "version": "1\n" }""", "version", "invalid-value", "does not match")]
    [InlineData("""{ "version": "1", "region": "JP" }""", "region", "invalid-value", "'JP' is not one of the options: kr, jp. Did you mean 'jp'?")]
    [InlineData("""{ "version": "1", "replicas": "3" }""", "replicas", "wrong-type", "This must be a whole number.")]
    [InlineData("""{ "version": "1", "replicas": 3.5 }""", "replicas", "wrong-type", "This must be a whole number.")]
    [InlineData("""{ "version": "1", "dryRun": "yes" }""", "dryRun", "wrong-type", "This must be true or false.")]
    [InlineData("""{ "version": "1", "regoin": "kr" }""", "regoin", "unknown-field", "The pipeline has no parameter 'regoin'. Its parameters: version, region, replicas, dryRun, token. Did you mean 'region'?")]
    [InlineData("""{ "version": "1", "token": "HUNTER2" }""", "token", "invalid-value", "'***' does not match the pattern")]
    public void What_does_not_fit_is_refused_by_name(string supplied, string parameter, string code, string message)
    {
        var result = ParameterBinding.Bind(Definitions, (JsonObject)JsonNode.Parse(supplied)!);

        Assert.Null(result.Values);
        var fault = Assert.Single(result.Faults);
        Assert.Equal((parameter, code), (fault.Parameter, fault.Code));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("HUNTER2", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_reported_at_once() =>
        Assert.Equal(3, ParameterBinding.Bind(Definitions, new() { ["region"] = "us", ["colour"] = "red" }).Faults.Count);

    [Fact]
    public void The_bound_values_are_copies()
    {
        var definitions = new[] { new ParameterDefinition { Name = "a", Type = ParameterType.List, Default = new JsonArray(1) } };

        var first = ParameterBinding.Bind(definitions, null).Values!;
        ((JsonArray)first["a"]!).Add(2);

        Assert.Equal("""{"a":[1]}""", ParameterBinding.Bind(definitions, null).Values!.ToJsonString());
    }
}
