using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;

namespace Pipeline.Definitions.Triggers;

/// <summary>Something that happened outside and may start runs, whatever sent it.</summary>
public sealed record TriggerEvent
{
    /// <summary>Which triggers it concerns, see <see cref="TriggerDefinition.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>Who or what it was, for people, for example <c>octocat</c>.</summary>
    public string? By { get; init; }

    /// <summary>What it was, in a line for people, for example <c>push to main of team/shop</c>.</summary>
    public required string Summary { get; init; }

    /// <summary>What was received; expressions read it as <c>trigger.payload</c>.</summary>
    public JsonObject Payload { get; init; } = [];

    /// <summary>What the sender wants the run's parameters to be; those that the trigger gives itself win.</summary>
    public JsonObject? Parameters { get; init; }

    /// <summary>The artifacts that came with it.</summary>
    public IReadOnlyList<Artifact> Artifacts { get => field ?? []; init; } = [];

    /// <summary>Whether this server found it by asking, not by being told.</summary>
    public bool IsPolled { get; init; }

    /// <summary>Of a git event: what happened to the repository.</summary>
    public GitChange? Git { get; init; }

    /// <summary>Of an image event: what was pushed.</summary>
    public ImagePush? Image { get; init; }

    /// <summary>Of a run's end: the run.</summary>
    public EndedRun? Run { get; init; }

    /// <summary>Of a schedule: the pipeline whose time has come, and which time.</summary>
    public ScheduledTime? Schedule { get; init; }
}
