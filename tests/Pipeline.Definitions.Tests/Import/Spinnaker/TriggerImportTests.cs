using Pipeline.Definitions.Import.Spinnaker.Triggers;

namespace Pipeline.Definitions.Tests.Import.Spinnaker;

public sealed class TriggerImportTests
{
    [Theory]
    [InlineData("0 0 10 ? * MON-FRI", "0 10 * * MON-FRI")]
    [InlineData("0 0 10 * * ?", "0 10 * * *")]
    [InlineData("0 0/30 * * * ? *", "0/30 * * * *")]
    [InlineData("0 /15 8-18 ? * 2-6 *", "*/15 8-18 * * 1-5")]
    [InlineData("15 30 9 ? * 1", "15 30 9 * * 0")]
    [InlineData("* 0/30 * * * ? *", "* 0/30 * * * *")]
    [InlineData("0 0 0 ? * 7", "0 0 * * 6")]
    [InlineData("0 0 0 ? * L", "0 0 * * SAT")]
    [InlineData("0 0 0 ? * 6L", "0 0 * * 5L")]
    [InlineData("0 0 0 ? * 2#1", "0 0 * * 1#1")]
    [InlineData("0 0 0 ? * fri#3", "0 0 * * FRI#3")]
    [InlineData("0 0 0 ? * 2/2", "0 0 * * 1,3,5")]
    [InlineData("0 0 0 ? * */3", "0 0 * * 0,3,6")]
    [InlineData("0 0 0 ? * 2-6/2", "0 0 * * 1,3,5")]
    [InlineData("0 0 0 ? * MON,4,6-7", "0 0 * * MON,3,5-6")]
    [InlineData("0 0 12 L * ?", "0 12 L * *")]
    [InlineData("0 0 12 15W JAN ?", "0 12 15W JAN *")]
    [InlineData("0 0 12 L-3 1/3 ?", "0 12 L-3 1/3 *")]
    public void A_schedule_of_quartz_is_one_of_ours(string quartz, string cron)
    {
        var imported = Imports.With($$""" "triggers": [{ "type": "cron", "enabled": true, "cronExpression": "{{quartz}}" }] """);
        Imports.AssertJson($$"""[{ "type": "schedule", "cron": "{{cron}}", "zone": "America/Los_Angeles" }]""", imported.Document["spec"]!["triggers"]);
        Assert.Contains("time zone", Imports.Missing(imported, "triggers[0].cronExpression").What, StringComparison.Ordinal);
        Assert.Empty(imported.Faults);
    }

    [Theory]
    [InlineData("0 0 10 ? * MON 2027", "year")]
    [InlineData("0 0 10 1 * MON", "the other must be '?'")]
    [InlineData("0 10 * * *", "six or seven fields")]
    [InlineData("", "six or seven fields")]
    [InlineData("0 0 10 ? * 8", "cannot be read")]
    [InlineData("0 0 10 ? * 5/0", "cannot be read")]
    [InlineData("0 H 10 ? * 5", "at random")]
    [InlineData("0 61 10 ? * 5", "minute")]
    public void A_schedule_that_cannot_be_ours_gives_no_trigger(string quartz, string why)
    {
        var imported = Imports.With($$""" "triggers": [{ "type": "cron", "enabled": true, "cronExpression": "{{quartz}}" }] """);
        Assert.Null(imported.Document["spec"]!["triggers"]);
        Assert.Contains(why, Imports.Missing(imported, "triggers[0].cronExpression").Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev", @"[\s\S]*dev[\s\S]*")]
    [InlineData("^dev", @"dev[\s\S]*")]
    [InlineData("dev$", @"[\s\S]*dev")]
    [InlineData("^v[0-9]+$", "v[0-9]+")]
    [InlineData(@"^cost\$", @"cost\$[\s\S]*")]
    [InlineData("^a|b$", @"[\s\S]*(?:^a|b$)[\s\S]*")]
    [InlineData("", @"[\s\S]*[\s\S]*")]
    public void A_constraint_that_is_found_anywhere_matches_the_whole(string pattern, string whole) => Assert.Equal(whole, WebhookTriggerImport.ToWhole(pattern));

    [Fact]
    public void A_webhook_of_a_pipeline_with_parameters_says_that_they_are_to_be_given()
    {
        var imported = Imports.With(""" "parameterConfig": [{ "name": "version" }], "triggers": [{ "type": "webhook", "enabled": true, "source": "app", "payloadConstraints": { "a": "x" } }] """);
        Assert.Contains("${trigger.payload.parameters.version}", Imports.Missing(imported, "triggers[0]").Instead, StringComparison.Ordinal);
        Assert.Empty(imported.Faults);
    }

    [Theory]
    [InlineData("\"status\": [\"successful\", \"failed\"]", """{ "type": "pipeline", "pipeline": "abc", "statuses": ["SUCCEEDED", "TERMINAL"] }""")]
    [InlineData("\"status\": []", """{ "type": "pipeline", "pipeline": "abc", "disabled": true }""")]
    public void The_end_of_another_pipeline_names_an_id_to_be_replaced(string status, string trigger)
    {
        var imported = Imports.With($$""" "triggers": [{ "type": "pipeline", "enabled": true, "pipeline": "abc", "application": "a", {{status}} }] """);
        Imports.AssertJson(trigger, imported.Document["spec"]!["triggers"]![0]);
        Imports.Missing(imported, "triggers[0].pipeline");
        Assert.Empty(imported.Faults);
    }

    [Fact]
    public void A_disabled_trigger_that_never_fired_is_disabled_once()
    {
        var imported = Imports.With(""" "triggers": [{ "type": "pipeline", "enabled": false, "pipeline": "abc" }] """);
        Assert.Empty(imported.Faults);
        Assert.True((bool?)imported.Document["spec"]!["triggers"]![0]!["disabled"]);
    }

    [Theory]
    [InlineData("pubsub")]
    [InlineData("jenkins")]
    [InlineData("helm")]
    [InlineData("somethingNew")]
    public void A_trigger_without_a_counterpart_is_listed_as_a_whole(string type)
    {
        var imported = Imports.With($$""" "triggers": [{ "type": "{{type}}", "enabled": true, "job": "x" }, { "type": "git", "runAsUser": "robot", "expectedArtifactIds": ["a"], "source": "github", "project": "p", "slug": "s", "payloadConstraints": { "a": "b" } }] """);
        Assert.Contains("all its fields", Imports.Missing(imported, "triggers[0]").What, StringComparison.Ordinal);
        Assert.Single(imported.Document["spec"]!["triggers"]!.AsArray());
        foreach (var name in new[] { "runAsUser", "expectedArtifactIds", "events", "source", "payloadConstraints" })
            Imports.Missing(imported, $"triggers[1].{name}");
    }
}
