using System.Net.Http.Headers;
using System.Text;

namespace Pipeline.Functions.Tests.Hosting;

/// <summary>Pipeline documents of the tests.</summary>
internal static class Documents
{
    /// <summary>Waits a moment, then asks a person.</summary>
    public static string Approval(string name, string application = "default") => $$"""
        # A comment that stays.
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}}, application: {{application}} }
        spec:
          parameters:
            - { name: version, default: "1" }
            - { name: password, secret: true }
          stages:
            - { id: first, type: feature.wait, with: { duration: 10ms } }
            - { id: sign-off, type: feature.approval, dependsOn: [first], with: { instructions: "Release ${parameters.version}?" } }
        """;

    /// <summary>Waits for longer than any test.</summary>
    public static string LongWait(string name, string application = "default") => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}}, application: {{application}} }
        spec:
          stages:
            - { id: wait, type: feature.wait, with: { duration: 1h } }
            - { id: last, type: feature.wait, dependsOn: [wait], with: { duration: 10ms } }
        """;

    /// <summary>The same with a limit of its runs.</summary>
    /// <param name="name">The pipeline's name.</param>
    /// <param name="concurrency">For example <c>{ max: 2, group: prod }</c>.</param>
    public static string Limited(string name, string concurrency) =>
        LongWait(name).Replace("spec:", $"spec:\n  concurrency: {concurrency}", StringComparison.Ordinal);

    /// <summary>Runs another pipeline and waits for its end, with a limit of its runs.</summary>
    public static string LimitedParent(string name, string concurrency, string child) => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}} }
        spec:
          concurrency: {{concurrency}}
          stages: [ { id: start, type: feature.run-pipeline, with: { pipeline: {{child}} } } ]
        """;

    /// <summary>The same without a limit.</summary>
    public static string Unlimited(string name, string child) => LimitedParent(name, "", child).Replace("  concurrency: \n", "", StringComparison.Ordinal);

    public static StringContent Yaml(string document)
    {
        var content = new StringContent(document, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        return content;
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
