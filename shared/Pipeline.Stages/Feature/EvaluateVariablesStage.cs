using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Pipeline.Stages.Catalog;

namespace Pipeline.Stages.Feature;

/// <summary>
/// Evaluates variables once, in order, for the stages behind it. A variable may use those before it as <c>${name}</c>; later stages read each as
/// an output, <c>${vars.name}</c> or <c>${stages['vars'].outputs.name}</c> for a stage <c>vars</c>. An expression that cannot be evaluated fails
/// the stage.
/// </summary>
/// <example>
/// <code>
/// - id: vars
///   name: Set variables
///   type: feature.evaluate-variables
///   with:
///     variables:
///       - { name: date, value: "${new java.text.SimpleDateFormat('yyyyMMdd').format(new java.util.Date())}" }
///       - { name: tag, value: "${parameters.version}-${date}" }
///       - { name: image, value: "registry.example.com/shop:${tag}", description: What the stages behind deploy }
/// </code>
/// </example>
public sealed class EvaluateVariablesStage : Stage<EvaluateVariablesInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.evaluate-variables",
        Title = "Evaluate variables",
        KoreanTitle = "사용자 변수",
        StageClass = typeof(EvaluateVariablesStage),
        Input = FeatureJson.Default.EvaluateVariablesInput,
        OrderedInput = "variables",
        Create = _ => new EvaluateVariablesStage(),
        Outputs = [new("<name>", "The value of the variable of that name, of whatever type its expression gave.")],
    };

    /// <inheritdoc/>
    public override ValueTask<StageStep> ExecuteAsync(StageExecution<EvaluateVariablesInput> execution, CancellationToken cancellationToken)
    {
        var outputs = new JsonObject();
        foreach (var variable in execution.Input.Variables)
            outputs[variable.Name] = variable.Value?.DeepClone();
        return new(new StageStep.Succeeded(outputs));
    }
}

/// <summary>What <c>feature.evaluate-variables</c> takes.</summary>
public sealed record EvaluateVariablesInput
{
    /// <summary>The variables, each with a name of its own, evaluated from the first to the last.</summary>
    [UniqueBy("name")]
    public required IReadOnlyList<Variable> Variables { get; init; }
}

/// <summary>A variable.</summary>
public sealed record Variable
{
    /// <summary>
    /// Its name: letters, digits and underscores, no digit first, and none of <c>parameters</c>, <c>trigger</c>, <c>execution</c>, <c>secrets</c>
    /// and <c>stages</c>.
    /// </summary>
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    public required string Name { get; init; }

    /// <summary>Its value: a text, number, list or map, with or without expressions. No secrets, since it becomes an output.</summary>
    public required JsonNode? Value { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
}
