using System.Text.Json;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Notifications;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class NotificationDocumentTests
{
    private const string Told = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: checkout }
        spec:
          notifications:
            - { channel: ops, on: [failed, complete], text: "**${execution.pipeline}** ${notification.status}" }
            - { channel: mail, to: [ann@example.com, bob@example.com], on: [waiting], reminder: 4h }
          stages:
            - id: bake
              type: feature.fail
              notifications: [ { channel: ops, on: [starting, skipped] } ]
              with: { message: x }
        """;

    [Fact]
    public void A_document_says_who_is_told_of_what_for_its_runs_and_for_each_stage()
    {
        var definition = Definition(Yaml(Told));

        var (ops, mail) = (definition.Notifications[0], definition.Notifications[1]);
        Assert.Equal(("ops", "**${execution.pipeline}** ${notification.status}", null), (ops.Channel, ops.Text, ops.Reminder));
        Assert.Equal([NotificationEvent.Failed, NotificationEvent.Complete], ops.On);
        Assert.Empty(ops.To);
        Assert.Equal(["ann@example.com", "bob@example.com"], mail.To);
        Assert.Equal((null, TimeSpan.FromHours(4)), (mail.Text, mail.Reminder));
        var stage = Assert.Single(definition.Stages[0].Notifications);
        Assert.Equal([NotificationEvent.Starting, NotificationEvent.Skipped], stage.On);
    }

    [Fact]
    public void What_is_read_is_written_again_and_kept_in_storage()
    {
        var definition = Definition(Yaml(Told));
        var stored = JsonSerializer.Deserialize(JsonSerializer.Serialize(definition, DefinitionsJson.Default.PipelineDefinition), DefinitionsJson.Default.PipelineDefinition)!;

        foreach (var again in new[] { Definition(Yaml(PipelineDocument.ToYaml(definition))), Definition(Json(PipelineDocument.ToJson(definition))), stored })
        {
            Assert.Equivalent(definition.Notifications, again.Notifications, strict: true);
            Assert.Equivalent(definition.Stages[0].Notifications, again.Stages[0].Notifications, strict: true);
        }
    }

    [Fact]
    public void A_definition_that_was_stored_before_there_were_notifications_has_none()
    {
        var stored = JsonSerializer.Deserialize("""{"name":"p","stages":[{"id":"a","type":"feature.wait"}]}""", DefinitionsJson.Default.PipelineDefinition)!;

        Assert.Empty(stored.Notifications);
        Assert.Empty(stored.Stages[0].Notifications);
    }

    [Theory]
    [InlineData("{ on: [failed] }", "channel", DefinitionFaultCode.Missing, "'channel' is missing")]
    [InlineData("{ channel: Ops Room, on: [failed] }", "channel", DefinitionFaultCode.InvalidName, "Did you mean 'ops-room'?")]
    [InlineData("{ channel: ops }", "on", DefinitionFaultCode.Missing, "'on' is missing")]
    [InlineData("{ channel: ops, on: [] }", "on", DefinitionFaultCode.Missing, "at least one of: starting")]
    [InlineData("{ channel: ops, on: failed }", "on", DefinitionFaultCode.WrongType, "a list")]
    [InlineData("{ channel: ops, on: [fialed] }", "on[0]", DefinitionFaultCode.InvalidValue, "Did you mean 'failed'?")]
    [InlineData("{ channel: ops, on: [7] }", "on[0]", DefinitionFaultCode.InvalidValue, "This is not one of")]
    [InlineData("{ channel: ops, on: [failed], to: [ann] }", "to[0]", DefinitionFaultCode.InvalidValue, "ann@example.com")]
    [InlineData("{ channel: ops, on: [failed], to: ['ann <a@example.com>'] }", "to[0]", DefinitionFaultCode.InvalidValue, "no mail address")]
    [InlineData("{ channel: ops, on: [failed], to: ['a@b.kr', 'A@b.kr'] }", "to[1]", DefinitionFaultCode.Duplicate, "already")]
    [InlineData("{ channel: ops, on: [failed], text: '${parameters.' }", "text", DefinitionFaultCode.InvalidExpression, "")]
    [InlineData("{ channel: ops, on: [failed], text: 'x ${secrets.token}' }", "text", DefinitionFaultCode.InvalidExpression, "cannot hold a secret")]
    [InlineData("{ channel: ops, on: [failed], reminder: 4h }", "reminder", DefinitionFaultCode.InvalidValue, "add 'waiting'")]
    [InlineData("{ channel: ops, on: [waiting], reminder: 5s }", "reminder", DefinitionFaultCode.InvalidValue, "at least 1m")]
    [InlineData("{ channel: ops, on: [failed], chanel: x }", "chanel", DefinitionFaultCode.UnknownField, "Did you mean 'channel'?")]
    public void What_is_wrong_is_named_with_its_place(string notification, string field, string code, string message)
    {
        var fault = Fault(Stages($"{{ id: a, type: feature.wait, notifications: [ {notification} ], with: {{ duration: 5s }} }}"));

        Assert.Equal((code, $"spec.stages[0].notifications[0].{field}"), (fault.Code, fault.Path));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_never_skipped()
    {
        var fault = Fault(Yaml(Told.Replace("on: [failed, complete]", "on: [skipped]", StringComparison.Ordinal)));

        Assert.Equal("spec.notifications[0].on[0]", fault.Path);
        Assert.DoesNotContain("waiting, skipped", fault.Message, StringComparison.Ordinal);
    }
}
