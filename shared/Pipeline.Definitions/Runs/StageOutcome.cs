using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Runs;

/// <summary>What happened to a stage, before the author's policies turn it into a status (<see cref="StageEnd.Of"/>).</summary>
[JsonConverter(typeof(NamedValueConverter<StageOutcome>))]
public enum StageOutcome
{
    /// <summary>The stage did its work.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>The stage found nothing to do, or a person skipped it.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,

    /// <summary>The stage failed; an expression that cannot be evaluated is a failure like any other.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>A person said no.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>The stage's time ran out.</summary>
    [JsonStringEnumMemberName("timed-out")]
    TimedOut,

    /// <summary>What the stage started outside was cancelled there, for example the child run it waited for.</summary>
    [JsonStringEnumMemberName("canceled-outside")]
    CanceledOutside,

    /// <summary>The run cancelled the stage: a person cancelled the run, or another stage failed it.</summary>
    [JsonStringEnumMemberName("canceled-by-run")]
    CanceledByRun,
}
