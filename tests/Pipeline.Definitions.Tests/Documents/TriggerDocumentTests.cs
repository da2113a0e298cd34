using System.Text.Json;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Schedules;
using Pipeline.Definitions.Tests.Schema;
using Pipeline.Definitions.Triggers;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class TriggerDocumentTests
{
    private const string Every = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: shop }
        spec:
          parameters: [ { name: commit }, { name: tag } ]
          triggers:
            - type: git
              id: push
              source: hub
              repository: team/shop
              events: [push, tag]
              branches: [main, 'release/.*']
              tags: ['v.*']
              paths: ['src/**', '!**/*.md']
              poll: 1m
              definition: .pipeline/shop.yaml
              parameters: { commit: '${trigger.git.commit}' }
            - { type: git, id: request, source: hub, repository: team/shop, events: [pull-request], forks: true, disabled: true }
            - { type: image, registry: ours, image: team/shop, tag: '1\..*', parameters: { tag: '${trigger.image.tag}' } }
            - { type: pipeline, pipeline: build, statuses: [SUCCEEDED, TERMINAL] }
            - { type: schedule, cron: '0 3 * * mon-fri', zone: Asia/Seoul, missedFor: 1h }
            - { type: schedule, id: often, cron: '*/30 * * * * *', missed: skip }
            - { type: webhook, source: ci, constraints: { '$.branch': 'main' } }
          stages:
            - { id: s, type: feature.fail, with: { message: x } }
        """;

    [Fact]
    public void A_document_says_what_starts_runs()
    {
        var triggers = Definition(Yaml(Every)).Triggers;

        Assert.Equal(["push", "request", "image-3", "pipeline-4", "schedule-5", "often", "webhook-7"], triggers.Select(trigger => trigger.Id));
        Assert.Equal(["git/hub", "git/hub", "image/ours", "pipeline/build", "schedule", "schedule", "webhook/ci"], triggers.Select(trigger => trigger.Key));
        var git = Assert.IsType<GitTrigger>(triggers[0]);
        Assert.Equal((TimeSpan.FromMinutes(1), ".pipeline/shop.yaml", "${trigger.git.commit}"), (git.Poll, git.Definition, (string)git.Parameters["commit"]!));
        Assert.Equal([GitEvent.Push, GitEvent.Tag], git.Events);
        var schedule = Assert.IsType<ScheduleTrigger>(triggers[4]);
        Assert.Equal(("0 3 * * MON-FRI", "Asia/Seoul", TimeSpan.FromHours(1)), (schedule.Schedule.Cron, schedule.Schedule.Zone, schedule.Missed.MissedFor));
        Assert.Equal(MissedRuns.Skip, Assert.IsType<ScheduleTrigger>(triggers[5]).Missed.Missed);
    }

    [Fact]
    public void All_notations_and_the_stored_form_say_the_same()
    {
        var definition = Definition(Yaml(Every));
        var json = PipelineDocument.ToJson(definition);
        var stored = JsonSerializer.Serialize(definition, DefinitionsJson.Default.PipelineDefinition);

        Assert.Equal(json, PipelineDocument.ToJson(Definition(Json(json))));
        Assert.Equal(json, PipelineDocument.ToJson(Definition(Yaml(PipelineDocument.ToYaml(definition)))));
        Assert.Equal(json, PipelineDocument.ToJson(JsonSerializer.Deserialize(stored, DefinitionsJson.Default.PipelineDefinition)!));
        Assert.Empty(PipelineJsonSchemaTests.FaultsOf(Every));
    }

    [Fact]
    public void A_definition_stored_before_there_were_triggers_has_none()
    {
        var definition = JsonSerializer.Deserialize(
            """{"apiVersion":"pipeline/v1","name":"a","application":"default","disabled":false,"parameters":[],"stages":[{"id":"s","type":"feature.wait","name":"s","dependsOn":[],"with":{}}]}""",
            DefinitionsJson.Default.PipelineDefinition)!;

        Assert.Empty(definition.Triggers);
    }

    [Theory]
    [InlineData("{ type: gti, source: hub, repository: a/b }", "spec.triggers[0].type", "git")]
    [InlineData("{ source: hub }", "spec.triggers[0].type", "missing")]
    [InlineData("{ type: git, source: hub }", "spec.triggers[0].repository", "missing")]
    [InlineData("{ type: git, source: The Hub, repository: a/b }", "spec.triggers[0].source", "no name")]
    [InlineData("{ type: git, source: hub, repository: a/b, events: [pushed] }", "spec.triggers[0].events[0]", "push, tag, pull-request")]
    [InlineData("{ type: git, source: hub, repository: a/b, branches: ['('] }", "spec.triggers[0].branches[0]", "")]
    [InlineData("{ type: git, source: hub, repository: a/b, poll: 1s }", "spec.triggers[0].poll", "at least 10s")]
    [InlineData("{ type: git, source: hub, repository: a/b, poll: 1m, events: [pull-request] }", "spec.triggers[0].poll", "hooks only")]
    [InlineData("{ type: git, source: hub, repository: a/b, definition: ../x.yaml }", "spec.triggers[0].definition", ".pipeline/")]
    [InlineData("{ type: git, source: hub, repository: a/b, definition: x.txt }", "spec.triggers[0].definition", ".yaml")]
    [InlineData("{ type: git, source: hub, repository: a/b, branch: main }", "spec.triggers[0].branch", "branches")]
    [InlineData("{ type: image, registry: ours, image: a/b, tag: '[' }", "spec.triggers[0].tag", "")]
    [InlineData("{ type: pipeline, pipeline: build, statuses: [RUNNING] }", "spec.triggers[0].statuses[0]", "SUCCEEDED, TERMINAL, CANCELED")]
    [InlineData("{ type: schedule, cron: '61 * * * *' }", "spec.triggers[0].cron", "minute")]
    [InlineData("{ type: schedule }", "spec.triggers[0].cron", "missing")]
    [InlineData("{ type: schedule, cron: '0 3 * * *', zone: Asia/Soul }", "spec.triggers[0].zone", "Asia/Seoul")]
    [InlineData("{ type: schedule, cron: '0 3 * * *', missed: never }", "spec.triggers[0].missed", "run-once, skip")]
    [InlineData("{ type: schedule, cron: '0 3 * * *', missedFor: soon }", "spec.triggers[0].missedFor", "")]
    [InlineData("{ type: webhook, source: ci, constraints: { '$[': x } }", "spec.triggers[0].constraints", "JSONPath")]
    [InlineData("{ type: webhook, source: ci, parameters: { versoin: x } }", "spec.triggers[0].parameters.versoin", "version")]
    [InlineData("{ type: webhook, source: ci, parameters: { version: '${trigger.' } }", "spec.triggers[0].parameters.version", "")]
    [InlineData("{ type: webhook, source: ci, id: a b }", "spec.triggers[0].id", "no trigger id")]
    [InlineData("{ type: webhook, id: x, source: ci }, { type: webhook, id: x, source: ci }", "spec.triggers[1].id", "line")]
    public void What_is_wrong_is_named_with_its_place(string trigger, string path, string message)
    {
        var fault = Fault(Yaml($$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: shop }
            spec:
              parameters: [ { name: version } ]
              triggers: [ {{trigger}} ]
              stages: [ { id: s, type: feature.fail, with: { message: x } } ]
            """));

        Assert.StartsWith(path, fault.Path, StringComparison.Ordinal);
        Assert.Contains(message, $"{fault.Message} {fault.Suggestion}", StringComparison.Ordinal);
        Assert.InRange(fault.Line, 6, 6);
    }
}
