using System.Text.Json.Nodes;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.CustomJobs;

namespace Pipeline.Stages.Jobs.CustomJobs;

/// <summary>What <c>run.custom-job</c> takes.</summary>
public sealed record CustomJobInput
{
    /// <summary>The name of the prepared job, a setting of the kind <c>custom-jobs</c>.</summary>
    [SettingName(CustomJob.KindName)]
    public required string Job { get; init; }

    /// <summary>The values of its parameters by name. <c>GET /api/stage-types</c> lists which it takes.</summary>
    public JsonObject? Parameters { get; init; }
}
