using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
using static Pipeline.Definitions.Tests.Templates.Templates;

namespace Pipeline.Definitions.Tests.Templates;

public sealed class TemplateDocumentTests
{
    [Fact]
    public void A_template_says_what_it_is_and_which_variables_it_has()
    {
        var template = Template(Yaml(Service));

        Assert.Equal(("service", null, "Deploys a service."), (template.Name, template.Application, template.Description));
        Assert.Equal(["region", "wait", "quorum", "careful", "headers", "image"], template.Variables.Select(variable => variable.Name));
        Assert.Equal(ParameterType.WholeNumber, template.Variables[2].Type);
        Assert.True(TemplateDocument.IsTemplate(Service, DocumentFormat.Yaml));
        Assert.Empty(TemplateDocument.Parse(DocumentText.Convert(Service, DocumentFormat.Yaml, DocumentFormat.Json), DocumentFormat.Json, Documents.SampleStageTypes.All).Faults);
    }

    [Fact]
    public void All_faults_are_reported_at_once_in_the_order_of_the_document()
    {
        var result = Yaml("""
            apiVersion: pipeline/v1
            kind: PipelineTemplat
            metadata: { name: My Service, owner: me }
            spec:
              variables:
                - { name: region, typ: string }
                - { name: region, secret: true }
                - { name: size, type: integer, default: big }
                - { name: 1x }
              pipeline:
                stages:
                  - { id: wait, type: feature.wayt, with: { duration: 5s } }
                  - { id: call, type: feature.webhook, dependsOn: [wiat], with: { method: get, url: "${variables.regoin}" } }
                  - { id: last, type: feature.wait, timeout: "${parameters.x}", with: { duraton: "${variables.region}" } }
            """);

        Assert.Equal(
            [
                "2:7: kind: 'PipelineTemplat' is not known here; write 'PipelineTemplate'.",
                "3:19: metadata.name: 'My Service' cannot be part of an address: use lower-case letters, digits and hyphens, at most 63, with a letter or digit at both ends. Did you mean 'my-service'?",
                "3:31: metadata.owner: There is no field 'owner' here. Known fields: name, application, description.",
                "6:23: spec.variables[0].typ: There is no field 'typ' here. Did you mean 'type'?",
                "7:15: spec.variables[1].name: A variable 'region' stands on line 6 already.",
                "7:23: spec.variables[1].secret: A variable cannot be secret, for its value stands in the instance's document. Let the pipeline read ${secrets.name}.",
                "8:45: spec.variables[2].default: This must be a whole number.",
                "9:15: spec.variables[3].name: '1x' is no variable name: use letters, digits, underscores, hyphens and dots, at most 63, with a letter or underscore first.",
                "12:27: spec.pipeline.stages[0].type: There is no stage type 'feature.wayt'. Did you mean 'feature.wait'?",
                "13:56: spec.pipeline.stages[1].dependsOn[0]: There is no stage 'wiat'. Did you mean 'wait'?",
                "13:79: spec.pipeline.stages[1].with.method: 'get' is not one of: GET, HEAD, POST, PUT, PATCH, DELETE. Did you mean 'GET'?",
                "13:92: spec.pipeline.stages[1].with.url: The template has no variable 'regoin'. Its variables: region, size, 1x. Did you mean 'region'?",
                "14:50: spec.pipeline.stages[2].timeout: Expressions are evaluated inside 'with' and 'enabledIf' only; 'timeout' must be a duration such as 30s, 5m or 2h.",
                "14:75: spec.pipeline.stages[2].with.duration: The field 'duration' is missing.",
                "14:77: spec.pipeline.stages[2].with.duraton: There is no field 'duraton' here. Did you mean 'duration'?",
            ],
            result.Faults.Select(fault => fault.ToString()));
        Assert.Null(result.Template);
    }

    [Theory]
    [InlineData("{ name: x }", "{ stages: [ { id: a, type: feature.wait, timeout: '${variables.x}', with: { duration: '${variables.x}' } } ] }")]
    [InlineData("{ name: x }", "{ stages: [ { id: a, type: '${variables.x}' } ] }")]
    [InlineData("{ name: x }", "{ stages: [ { id: '${variables.x}', type: feature.wait, with: { duration: 1s } }, { id: b, type: feature.wait, dependsOn: [real], with: { duration: 1s } } ] }")]
    [InlineData("{ name: x }", "{ stages: [ { id: a, type: feature.webhook, with: { method: '${variables.x}', url: 'http://x' } } ] }")]
    [InlineData("{ name: x, type: array }", "{ stages: '${variables.x}' }")]
    [InlineData("{ name: x, type: array }", "{ parameters: '${variables.x}', triggers: [ { type: webhook, source: hook, parameters: { v: a } } ], stages: [ { id: a, type: feature.wait, with: { duration: 1s } } ] }")]
    [InlineData("{ name: x, type: object }", "{ stages: [ { id: a, type: feature.wait, with: '${variables.x}' } ] }")]
    [InlineData("{ name: x }", "{ stages: [ { id: a, type: feature.precondition, with: { conditions: [ { stage: a, status: '${variables.x}' } ] } } ] }")]
    [InlineData("{ name: x, type: array }", "{ stages: [ { id: a, type: feature.wait, with: { duration: '${variables.x[0]}' } } ] }")]
    [InlineData("{ name: x, type: object }", "{ stages: [ { id: a, type: feature.wait, with: { duration: '${variables.x.wait}' } } ] }")]
    [InlineData("{ name: x }", "{ stages: [ { id: a, type: feature.wait, with: { '${variables.x}': 5s, duration: 5s } } ] }")]
    public void What_hangs_on_a_value_that_only_instances_have_is_no_fault_of_the_template(string variables, string pipeline) =>
        Assert.Empty(Around(variables, pipeline).Faults);

    [Theory]
    [InlineData("{ name: x, default: soon }", "{ stages: [ { id: a, type: feature.wait, with: { duration: '${variables.x}' } } ] }", "spec.pipeline.stages[0].with.duration")]
    [InlineData("{ name: x }", "{ stages: [ { id: a, type: feature.wait, with: { duration: soon, '${variables.x}': 1 } } ] }", "spec.pipeline.stages[0].with.duration")]
    [InlineData("{ name: x }", "{ stages: [ { id: a, type: feature.wait, with: { duration: '${variables.x}' } }, { id: b, type: feature.wait, dependsOn: [c], with: { duration: 1s } } ] }", "spec.pipeline.stages[1].dependsOn[0]")]
    [InlineData("", "{ template: { name: y }, stages: [ { id: a, type: feature.wait, with: { duration: 1s } } ] }", "spec.pipeline.template")]
    [InlineData("", "{ stages: [ { id: a, type: feature.wait, with: { duration: '${variables.x}' } } ] }", "spec.pipeline.stages[0].with.duration")]
    public void What_is_wrong_whatever_the_value_is_a_fault(string variables, string pipeline, string path) =>
        Assert.Contains(Around(variables, pipeline).Faults, fault => fault.Path == path);

    [Fact]
    public void More_variables_than_anybody_fills_in_are_refused()
    {
        var variables = string.Join(", ", Enumerable.Range(0, TemplateReader.MostVariables + 1).Select(index => $"{{ name: v{index} }}"));

        Assert.Contains(Around(variables, "{ stages: [ { id: a, type: feature.wait, with: { duration: 1s } } ] }").Faults, fault => fault is { Code: DefinitionFaultCode.TooLarge, Path: "spec.variables" });
    }
}
