using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
using Pipeline.Definitions.Tests.Documents;

namespace Pipeline.Definitions.Tests.Templates;

/// <summary>Short ways to read templates and instances in tests.</summary>
internal static class Templates
{
    /// <summary>A template with a variable of every use.</summary>
    public const string Service = """
        apiVersion: pipeline/v1
        kind: PipelineTemplate
        metadata: { name: service, description: Deploys a service. }
        spec:
          variables:
            - { name: region, required: true, options: [kr, jp] }
            - { name: wait, default: 10m }
            - { name: quorum, type: integer, default: 2 }
            - { name: careful, type: boolean, default: true }
            - { name: headers, type: object }
            - { name: image, default: "${parameters.image}" }
          pipeline:
            description: Deploys to ${variables.region}.
            deploys: production-${variables.region}
            parameters:
              - { name: image, required: true }
            triggers:
              - { type: schedule, id: nightly, cron: "0 3 * * *" }
            stages:
              - { id: wait, type: feature.wait, timeout: "${variables.wait}", with: { duration: "${variables.wait}" } }
              - id: sign-off
                type: feature.approval
                dependsOn: [wait]
                enabledIf: ${variables.careful}
                with: { instructions: "Deploy ${variables.image} to ${variables.region}?", quorum: "${variables.quorum}" }
              - id: call-${variables.region}
                type: feature.webhook
                dependsOn: [sign-off]
                with:
                  method: POST
                  url: "https://ci.example.com/${variables.region}?image=${parameters.image}"
                  headers: ${variables.headers}
                  payload: { tag: "${variables.region + '-' + execution.number}" }
        """;

    public static TemplateParseResult Yaml(string text) => TemplateDocument.Parse(text, DocumentFormat.Yaml, SampleStageTypes.All);

    /// <summary>A template around a pipeline's spec, whose first line is line 6, with variables in flow style.</summary>
    public static TemplateParseResult Around(string variables, string pipeline) => Yaml(
        $"apiVersion: pipeline/v1\nkind: PipelineTemplate\nmetadata: {{ name: t }}\nspec:\n  variables: [{variables}]\n  pipeline: {pipeline.ReplaceLineEndings("\n")}\n");

    /// <summary>The template of a valid document.</summary>
    public static TemplateDefinition Template(TemplateParseResult result)
    {
        Assert.Empty(result.Faults);
        return result.Template!;
    }

    /// <summary>Expands an instance whose spec is given.</summary>
    public static PipelineParseResult Expand(TemplateDefinition template, string spec) =>
        TemplateExpansion.Expand(Instance(spec), template, 3, SampleStageTypes.All);

    public static TemplateInstance Instance(string spec)
    {
        var text = $"apiVersion: pipeline/v1\nkind: Pipeline\nmetadata: {{ name: checkout, application: shop }}\nspec: {spec.ReplaceLineEndings("\n")}\n";
        Assert.True(TemplateInstanceDocument.IsInstance(text, DocumentFormat.Yaml));
        var result = TemplateInstanceDocument.Parse(text, DocumentFormat.Yaml);
        Assert.Empty(result.Faults);
        return result.Instance!;
    }
}
