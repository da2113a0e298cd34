using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
using Pipeline.Definitions.Triggers;
using static Pipeline.Definitions.Tests.Templates.Templates;

namespace Pipeline.Definitions.Tests.Templates;

public sealed class TemplateExpansionTests
{
    [Fact]
    public void An_instance_becomes_the_templates_pipeline_with_its_own_values()
    {
        var definition = Documents.Documents.Definition(Expand(Template(Yaml(Service)), "{ template: { name: service, variables: { region: kr, careful: false } } }"));

        Assert.Equal(("checkout", "shop", "Deploys to kr.", "production-kr"), (definition.Name, definition.Application, definition.Description, definition.Deploys));
        Assert.Equal(["wait", "sign-off", "call-kr"], definition.Stages.Select(stage => stage.Id));
        Assert.Equal(TimeSpan.FromMinutes(10), definition.Stages[0].Timeout);
        Assert.Equal("${false}", definition.Stages[1].EnabledIf);
        Assert.Equal("""{"instructions":"Deploy ${parameters.image} to kr?","quorum":2}""", definition.Stages[1].With.ToJsonString());
        Assert.Equal("https://ci.example.com/kr?image=${parameters.image}", (string?)definition.Stages[2].With["url"]);
        Assert.False(definition.Stages[2].With.ContainsKey("headers"), "A field that is a variable without a value is left out.");
        Assert.Equal("${'kr' + '-' + execution.number}", (string?)definition.Stages[2].With["payload"]!["tag"]);
    }

    [Fact]
    public void An_instance_may_say_its_own_description_and_be_disabled_and_has_triggers_besides_the_templates()
    {
        var definition = Documents.Documents.Definition(Expand(Template(Yaml(Service)), """
            { template: { name: service, variables: { region: jp } }, description: Ours., disabled: true,
              triggers: [ { type: webhook, id: hook, source: hook, parameters: { image: "${trigger.payload.image}" } } ] }
            """));

        Assert.Equal(("Ours.", true), (definition.Description, definition.Disabled));
        Assert.Equal(["nightly", "hook"], definition.Triggers.Select(trigger => trigger.Id));
        Assert.IsType<WebhookTrigger>(definition.Triggers[1]);
    }

    [Fact]
    public void What_it_was_expanded_to_reads_back_as_the_same_pipeline()
    {
        var definition = Documents.Documents.Definition(Expand(Template(Yaml(Service)), "{ template: { name: service, variables: { region: kr, headers: { X-Team: a } } } }"));

        Assert.Equal(PipelineDocument.ToJson(definition), PipelineDocument.ToJson(Documents.Documents.Definition(Documents.Documents.Json(PipelineDocument.ToJson(definition)))));
        Assert.Equal(PipelineDocument.ToJson(definition), PipelineDocument.ToJson(Documents.Documents.Definition(Documents.Documents.Yaml(PipelineDocument.ToYaml(definition)))));
    }

    [Theory]
    [InlineData("{ name: service }", "spec.template.variables.region", "missing", "requires the variable 'region'")]
    [InlineData("{ name: service, variables: { region: kr, wayt: 5m } }", "spec.template.variables.wayt", "unknown-field", "Did you mean 'wait'?")]
    [InlineData("{ name: service, variables: { region: us } }", "spec.template.variables.region", "invalid-value", "not one of the options: kr, jp")]
    [InlineData("{ name: service, variables: { region: kr, quorum: many } }", "spec.template.variables.quorum", "wrong-type", "must be a whole number")]
    [InlineData("{ name: service, variables: { region: kr, wait: 5 } }", "spec.template.variables.wait", "wrong-type", "Write it in quotation marks: \"5\".")]
    [InlineData("{ name: service, variables: { region: kr, headers: { a: ['${variables.region}'] } } }", "spec.template.variables.headers.a[0]", "invalid-expression", "known in the template only")]
    public void A_fault_of_a_variable_points_into_the_instance(string use, string path, string code, string message)
    {
        var fault = Documents.Documents.Fault(Expand(Template(Yaml(Service)), $"{{ template: {use} }}"));

        Assert.Equal((path, code, 4, null), (fault.Path, fault.Code, fault.Line, fault.Template));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_does_not_fit_where_the_template_uses_it_is_shown_in_both_documents()
    {
        var faults = Expand(Template(Yaml(Service)), "{ template: { name: service, variables: { region: kr, wait: soon } } }").Faults;

        Assert.All(faults, fault => Assert.Equal(("spec.template.variables.wait", 4, 67), (fault.Path, fault.Line, fault.Column)));
        Assert.Equal(
            [new("service", 3, "spec.pipeline.stages[0].timeout", 20, 50), new("service", 3, "spec.pipeline.stages[0].with.duration", 20, 89)],
            faults.Select(fault => fault.Template!).OrderBy(place => place.Column));
        Assert.StartsWith("In revision 3 of the template 'service', spec.pipeline.stages[0]", faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_that_only_the_default_of_another_release_can_cause_points_to_the_template()
    {
        var template = Template(Around("{ name: x, type: array }", "{ stages: '${variables.x}' }"));

        var fault = Documents.Documents.Fault(TemplateExpansion.Expand(Instance("{ template: { name: t } }"), template, 1, Documents.SampleStageTypes.All));

        Assert.Equal(("spec.template", "spec.pipeline.stages"), (fault.Path, fault.Template?.Path));
    }

    [Fact]
    public void A_fault_of_the_instances_own_trigger_is_counted_among_its_own()
    {
        var fault = Documents.Documents.Fault(Expand(Template(Yaml(Service)), """
            { template: { name: service, variables: { region: kr } },
              triggers: [ { type: webhook, id: hook, source: hook, parameters: { imag: a } } ] }
            """));

        Assert.Equal(("spec.triggers[0].parameters.imag", 5, null), (fault.Path, fault.Line, fault.Template));
    }

    [Theory]
    [InlineData("{ template: { name: service }, stages: [] }", "spec.stages", "comes from the template")]
    [InlineData("{ template: { name: service }, descriptoin: x }", "spec.descriptoin", "Did you mean 'description'?")]
    [InlineData("{ template: { name: service, revision: newest } }", "spec.template.revision", "the number of a revision, from 1")]
    [InlineData("{ template: { nam: service } }", "spec.template.name", "The field 'name' is missing.")]
    [InlineData("{ template: service }", "spec.template", "This must be a map")]
    public void A_document_that_cannot_be_expanded_says_why(string spec, string path, string message)
    {
        var text = $"apiVersion: pipeline/v1\nkind: Pipeline\nmetadata: {{ name: checkout }}\nspec: {spec}\n";

        Assert.True(TemplateInstanceDocument.IsInstance(text, DocumentFormat.Yaml));
        Assert.Contains(TemplateInstanceDocument.Parse(text, DocumentFormat.Yaml).Faults, fault => fault.Path == path && fault.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_that_are_used_many_times_do_not_make_a_pipeline_larger_than_a_document_may_be()
    {
        var uses = string.Join(", ", Enumerable.Range(0, 2_000).Select(index => $"a{index}: '${{variables.big}}'"));
        var template = Template(Around("{ name: big, type: array }", $"{{ stages: [ {{ id: a, type: feature.webhook, with: {{ method: POST, url: 'http://x', payload: {{ {uses} }} }} }} ] }}"));

        var faults = Expand(template, $"{{ template: {{ name: t, variables: {{ big: [{string.Join(", ", Enumerable.Repeat("1", 1_000))}] }} }} }}").Faults;

        Assert.Contains(faults, fault => fault.Code == DefinitionFaultCode.TooLarge);
    }

    [Theory]
    [InlineData("revision: 3 # pinned\n    name: service", "revision: 12 # pinned\n    name: service")]
    [InlineData("name: service\n    revision:   3", "name: service\n    revision:   12")]
    [InlineData("name: service", "name: service")]
    public void The_revision_in_a_document_is_changed_in_place(string use, string changed)
    {
        var text = $"# Ours\napiVersion: pipeline/v1\nkind: Pipeline\nmetadata: {{ name: checkout }}\nspec:\n  template:\n    {use}\n";

        Assert.Equal(text.Replace(use, changed, StringComparison.Ordinal), TemplateInstanceDocument.WithRevision(text, DocumentFormat.Yaml, 12));
    }

    [Fact]
    public void The_revision_in_JSON_is_changed_in_place()
    {
        const string Text = """{"apiVersion":"pipeline/v1","kind":"Pipeline","metadata":{"name":"a"},"spec":{"template":{"name":"b","revision":3,"variables":{"x":3}}}}""";

        Assert.Equal(Text.Replace("\"revision\":3", "\"revision\":4", StringComparison.Ordinal), TemplateInstanceDocument.WithRevision(Text, DocumentFormat.Json, 4));
    }

    [Fact]
    public void An_aliased_revision_that_says_something_else_too_is_not_changed_silently()
    {
        const string Text = "apiVersion: pipeline/v1\nkind: Pipeline\nmetadata: { name: a }\nspec: { template: { name: b, variables: { x: &n !!int 3 }, revision: *n } }\n";

        Assert.Null(TemplateInstanceDocument.WithRevision(Text, DocumentFormat.Yaml, 4));
    }

    [Fact]
    public void A_plain_pipeline_is_no_instance() =>
        Assert.False(TemplateInstanceDocument.IsInstance("apiVersion: pipeline/v1\nkind: Pipeline\nmetadata: { name: template }\nspec: { stages: [] }\n", DocumentFormat.Yaml));

    [Fact]
    public void Arbitrary_values_give_a_pipeline_or_faults() => FuzzCases.ForAll(tape =>
    {
        string[] values = ["kr", "'${x'", "'${parameters.image}'", "1", "-1.5e3", "true", "[1, [2]]", "{ a: '${b}' }", "'⟦secret:x⟧'", "\"it's\"", "'${variables.wait}'", "null"];
        var given = string.Join(", ", new[] { "region", "wait", "quorum", "careful", "headers", "image" }.Where(_ => tape.Choose(4) > 0).Select(name => $"{name}: {tape.Choose(values)}"));

        var result = Expand(Template(Yaml(Service)), $"{{ template: {{ name: service, variables: {{ {given} }} }} }}");

        Assert.NotEqual(result.IsValid, result.Faults.Count > 0);
        Assert.All(result.Faults, fault => Assert.StartsWith("spec.template", fault.Path, StringComparison.Ordinal));
        if (result.IsValid)
            Assert.Empty(Documents.Documents.Json(PipelineDocument.ToJson(result.Definition)).Faults);
    });
}
