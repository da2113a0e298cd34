using System.Text.Json.Nodes;
using Pipeline.Stages.Jobs;

namespace Pipeline.Stages.Tests.Jobs;

public sealed class JobPropertiesTests
{
    [Theory]
    [InlineData("PIPELINE_PROPERTY_A=b", """{"A":"b"}""")]
    [InlineData("  SPINNAKER_PROPERTY_url = http://x/?a=b ", """{"url":"http://x/?a=b"}""")]
    [InlineData("PIPELINE_PROPERTY_EMPTY=", """{"EMPTY":""}""")]
    [InlineData("""PIPELINE_CONFIG_JSON={"a":{"b":[1,true]}}""", """{"a":{"b":[1,true]}}""")]
    [InlineData("""SPINNAKER_CONFIG_JSON={"a":1,"b":"c"}""", """{"a":1,"b":"c"}""")]
    [InlineData("a line PIPELINE_PROPERTY_A=b", "{}")]
    public void Lines_give_values(string line, string expected)
    {
        var properties = new JsonObject();

        Assert.Null(JobProperties.Take(line, properties));
        Assert.Equal(expected, properties.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("PIPELINE_PROPERTY_=x", "'PIPELINE_PROPERTY_=x' is no property: write PIPELINE_PROPERTY_NAME=value.")]
    [InlineData("PIPELINE_PROPERTY_A", "'PIPELINE_PROPERTY_A' is no property: write PIPELINE_PROPERTY_NAME=value.")]
    [InlineData("PIPELINE_CONFIG_JSON=[1]", "PIPELINE_CONFIG_JSON= is no JSON object.")]
    [InlineData("PIPELINE_CONFIG_JSON={", "PIPELINE_CONFIG_JSON= is no JSON: ")]
    public void What_cannot_be_read_is_said(string line, string message)
    {
        var properties = new JsonObject();

        Assert.StartsWith(message, JobProperties.Take(line, properties), StringComparison.Ordinal);
        Assert.Empty(properties);
    }

    [Fact]
    public void A_later_line_wins_and_too_much_is_left_out()
    {
        var properties = new JsonObject();
        Assert.Null(JobProperties.Take("PIPELINE_PROPERTY_A=1", properties));
        Assert.Null(JobProperties.Take("PIPELINE_PROPERTY_A=2", properties));
        Assert.NotNull(JobProperties.Take($"PIPELINE_PROPERTY_A={new string('x', JobProperties.Longest)}", properties));

        Assert.Equal("""{"A":"2"}""", properties.ToJsonString());
    }
}
