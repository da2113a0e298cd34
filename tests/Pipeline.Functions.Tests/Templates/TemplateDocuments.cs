namespace Pipeline.Functions.Tests.Templates;

/// <summary>Templates and instances of the tests.</summary>
internal static class TemplateDocuments
{
    /// <summary>Waits, then asks a person.</summary>
    public static string Service(string name, string wait = "10ms", string? application = null, string extra = "") => $$"""
        # A comment that stays.
        apiVersion: pipeline/v1
        kind: PipelineTemplate
        metadata: { name: {{name}}{{(application is null ? "" : $", application: {application}")}} }
        spec:
          variables:
            - { name: region, required: true, options: [kr, jp] }
            - { name: wait, default: {{wait}} }
            - { name: count, type: integer, default: 1 }{{extra}}
          pipeline:
            parameters:
              - { name: version, default: "1" }
            stages:
              - { id: "wait-${variables.region}", type: feature.wait, with: { duration: "${variables.wait}" } }
              - id: sign-off
                type: feature.approval
                dependsOn: ["wait-${variables.region}"]
                with: { instructions: "${variables.region + parameters.version}?", quorum: "${variables.count}" }
        """;

    public static string Instance(string name, string template, string variables = "region: kr", string revision = "", string application = "default") => $$"""
        # Ours.
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}}, application: {{application}} }
        spec:
          template:
            name: {{template}}
            {{(revision.Length == 0 ? "# newest" : $"revision: {revision} # pinned")}}
            variables: { {{variables}} }
          description: Of ours.
        """;
}
