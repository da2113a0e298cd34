using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Pipelines;

/// <summary>Which runs of a list are wanted. What is left out asks for nothing. Pure.</summary>
public sealed record RunFilter
{
    /// <summary>A start that is repeated after a crash keeps the id of its first try, so that a run may be younger than its id, by no more than this.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromDays(1);

    /// <summary>Wants every run.</summary>
    public static RunFilter All { get; } = new();

    /// <summary>How far it is.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>Created then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The type of its trigger.</summary>
    public string? Trigger { get; init; }

    /// <summary>The subject that started it.</summary>
    public string? StartedBy { get; init; }

    /// <summary>Parameters and their values, as texts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>Whether a run is wanted.</summary>
    public bool Matches(RunDocument run) =>
        (Status is null || run.Status == Status)
        && (From is not { } from || run.CreatedAt >= from)
        && (To is not { } to || run.CreatedAt < to)
        && (Trigger is null || run.Trigger.Type == Trigger)
        && (StartedBy is null || run.StartedBy == StartedBy)
        && Parameters.All(parameter => TextOf(run.Parameters[parameter.Key]) == parameter.Value);

    /// <summary>Where a list that goes on behind <paramref name="after"/> (null: that begins) begins: younger runs are not wanted.</summary>
    public string? Begin(string? after)
    {
        var newest = To is { } to ? RunId.Least(to.AddMilliseconds(1)) : null;
        return newest is not null && (after is null || string.CompareOrdinal(newest, after) < 0) ? newest : after;
    }

    /// <summary>Whether neither this run nor any older one is wanted.</summary>
    public bool IsOver(string run) => From is { } from && RunId.TimeOf(run) < from - LongestStart;

    /// <summary>Whether one of the asked-for parameters is secret: whether its value was guessed is not to be told.</summary>
    public bool AsksForSecret(PipelineDefinition definition) =>
        Parameters.Any(asked => definition.Parameters.Any(parameter => parameter.Secret && parameter.Name == asked.Key));

    private static string? TextOf(JsonNode? value) =>
        value is null ? null : value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
