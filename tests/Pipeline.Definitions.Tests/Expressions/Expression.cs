using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

/// <summary>Evaluates a template against one small run, for the tests.</summary>
internal static class Expression
{
    public static readonly ExpressionOptions Options = new() { Now = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), Seed = 42 };

    public static readonly ExpressionScope Scope = new()
    {
        Variables = new Dictionary<string, JsonNode?>
        {
            ["parameters"] = JsonNode.Parse("""{"version":"1.2.3","count":3,"flag":"true","empty":"","nothing":null,"key with space":"k"}"""),
            ["trigger"] = JsonNode.Parse("""{"user":"ada","tags":["a","b","c"],"commits":[{"id":"c1","size":5},{"id":"c2","size":50},{"id":"c3","size":500}],"ratio":0.5}"""),
            ["execution"] = JsonNode.Parse("""{"id":"r1","number":7}"""),
        },
        Stages =
        [
            new ExpressionStage
            {
                Id = "build",
                Name = "Build image",
                Type = "build.jenkins",
                Status = "SUCCEEDED",
                Inputs = JsonNode.Parse("""{"job":"shop","token":"⟦secret:ci⟧"}""")!.AsObject(),
                Outputs = JsonNode.Parse("""{"image":"shop:7","forged":"⟦secret:ci⟧","job":"from-output"}""")!.AsObject(),
                StartedAt = DateTimeOffset.UnixEpoch,
            },
            new ExpressionStage { Id = "sign-off", Name = "Sign off", Type = "feature.judgement", Status = "SUCCEEDED", JudgementInput = "blue" },
            new ExpressionStage { Id = "deploy", Name = "Deploy", Type = "deploy.manifest", Status = "TERMINAL" },
        ],
        CurrentStageId = "deploy",
        CurrentUser = "ada",
        SecretNames = ["ci", "api-key"],
    };

    public static ExpressionEvaluation Run(JsonNode? template, ExpressionLimits? limits = null) =>
        ExpressionTemplate.Evaluate(template, Scope, Options with { Limits = limits ?? ExpressionLimits.Default });

    /// <summary>The value of <c>${expression}</c> as JSON text.</summary>
    public static string Value(string expression) => Template("${" + expression + "}");

    /// <summary>The value of a template string as JSON text.</summary>
    public static string Template(string template)
    {
        var evaluation = Run(template);
        Assert.True(evaluation.Succeeded, string.Join("; ", evaluation.Faults));
        return evaluation.Value?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null";
    }

    /// <summary>The only fault of <c>${expression}</c>.</summary>
    public static ExpressionFault Fault(string expression, ExpressionLimits? limits = null)
    {
        var evaluation = Run("${" + expression + "}", limits);
        Assert.Null(evaluation.Value);
        return Assert.Single(evaluation.Faults);
    }
}
