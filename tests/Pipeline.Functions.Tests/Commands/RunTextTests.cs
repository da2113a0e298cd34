using System.Text.Json.Nodes;
using Pipeline.Functions.Commands;

namespace Pipeline.Functions.Tests.Commands;

public sealed class RunTextTests
{
    [Theory]
    [InlineData("""{"reason":"It broke."}""", "  (It broke.)")]
    [InlineData("""{"error":{"message":"It broke."}}""", "  (It broke.)")]
    [InlineData("""{"reason":"It was stopped.","error":{"message":"It broke."}}""", "  (It was stopped.)  (It broke.)")]
    public void What_became_of_a_stage_is_behind_its_status(string stage, string expected) => Assert.EndsWith(expected, Line(stage), StringComparison.Ordinal);

    /// <summary>The line of a failed deploy, whose error is long, ended with the same sentence twice.</summary>
    [Fact]
    public void An_error_that_is_also_the_reason_was_told_twice() =>
        Assert.Equal("  deploy  TERMINAL          (It broke.)", Line("""{"reason":"It broke.","error":{"message":"It broke."}}"""));

    private static string Line(string fields)
    {
        var stage = JsonNode.Parse(fields)!.AsObject();
        stage["id"] = "deploy";
        stage["status"] = "TERMINAL";
        return RunText.Run(new JsonObject { ["stages"] = new JsonArray(stage) }).Last();
    }
}
