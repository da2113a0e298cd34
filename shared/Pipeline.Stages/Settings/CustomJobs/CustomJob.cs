using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Jobs;
using Pipeline.Stages.Settings.CustomStages;

namespace Pipeline.Stages.Settings.CustomJobs;

/// <summary>
/// A job that an operator has prepared: pipelines name it and give its parameters, and need not know where it runs or what it is made of. Source:
/// Spinnaker's preconfigured jobs.
/// </summary>
public sealed record CustomJob : ICheckedSetting
{
    private static readonly string[] Sources = ["manifest", "artifact", "file", "image"];

    /// <summary>The kind's name.</summary>
    public const string KindName = "custom-jobs";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "custom job",
        KoreanTitle = "사용자 정의 작업",
        Input = SettingsJson.Default.CustomJob,
    };

    /// <summary>What it is called in lists of stage types.</summary>
    public required string Title { get; init; }

    /// <summary>What the stages that use it give it.</summary>
    [UniqueBy("name")]
    public IReadOnlyList<CustomStageParameter> Parameters { get; set; } = [];

    /// <summary>The fields of <c>run.job</c>, in which expressions read <c>${parameterValues['name']}</c> and nothing else of a run.</summary>
    public required JsonObject Job { get; init; }

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check()
    {
        if (Job["target"] is not JsonValue target || target.GetValueKind() is not JsonValueKind.String)
            yield return new("job.target", "Name the setting of the kind deployment-targets where the job runs.");
        if (Sources.Count(field => Job[field] is not null) != 1)
            yield return new("job", "Give exactly one of manifest, artifact, file and image.");
        foreach (var fault in CustomStageFaults.OfInputs("job", Job, "run.job", RunJobJson.Default.RunJobInput).Concat(CustomStageFaults.OfParameters(Parameters)))
            yield return fault;
    }

    /// <summary>The inputs of the job that a stage runs.</summary>
    /// <exception cref="StageFailedException">A parameter is missing or wrong, an expression cannot be evaluated, or what comes of it is no job.</exception>
    internal RunJobInput Bind(string name, JsonObject? supplied, Definitions.Expressions.ExpressionOptions options)
    {
        var input = CustomStageValues.Evaluate(Parameters, Job, supplied, options);
        try
        {
            return input.Deserialize(RunJobJson.Default.RunJobInput)!;
        }
        catch (JsonException exception)
        {
            throw new StageFailedException(
                new StageError("setting-unfit", $"The custom job '{name}' does not fit run.job at {exception.Path}. Change it with PUT /api/settings/{KindName}/{name}."), exception);
        }
    }
}
