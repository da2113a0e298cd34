using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Schedules;

/// <summary>What happens to occurrences of a schedule that were missed, and up to which age they can be made up for.</summary>
public sealed record MissedRunPolicy
{
    /// <summary>The age of Spinnaker's compensation window: 10 minutes.</summary>
    public static readonly TimeSpan DefaultMissedFor = TimeSpan.FromMinutes(10);

    private static readonly OrderedDictionary<string, MissedRuns> Choices = new() { ["run-once"] = MissedRuns.RunOnce, ["skip"] = MissedRuns.Skip };

    /// <summary>What happens to them.</summary>
    public MissedRuns Missed { get; init; }

    /// <summary>How long ago an occurrence may be to be made up for, included. Of no meaning with <see cref="MissedRuns.Skip"/>.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan MissedFor { get; init; } = DefaultMissedFor;

    /// <summary>Reads a policy from its fields, each null when it is left out.</summary>
    /// <param name="missed"><c>run-once</c> (default) or <c>skip</c>.</param>
    /// <param name="missedFor">A duration; 10 minutes when left out. Not together with <c>skip</c>.</param>
    /// <param name="policy">The policy; null when there is a fault.</param>
    /// <param name="faults">Everything that is wrong, of the fields <c>missed</c> and <c>missedFor</c>.</param>
    public static bool TryParse(string? missed, string? missedFor, [NotNullWhen(true)] out MissedRunPolicy? policy, out IReadOnlyList<FieldFault> faults)
    {
        var found = new List<FieldFault>();
        var choice = MissedRuns.RunOnce;
        if (missed is not null && !Choices.TryGetValue(missed, out choice))
            found.Add(new("missed", DefinitionFaultCode.InvalidValue, $"'{DocumentFaults.Shorten(missed)}' is not one of: {string.Join(", ", Choices.Keys)}.", NearestName.Find(missed, Choices.Keys)));

        var age = DefaultMissedFor;
        if (missedFor is not null && !Duration.TryParse(missedFor, out age, out var fault))
            found.Add(new("missedFor", DefinitionFaultCode.InvalidDuration, fault));
        else if (missedFor is not null && choice is MissedRuns.Skip)
            found.Add(new("missedFor", DefinitionFaultCode.InvalidValue, "With 'missed: skip' nothing is made up for; leave this out, or write 'missed: run-once'."));

        faults = found;
        policy = found.Count == 0 ? new() { Missed = choice, MissedFor = age } : null;
        return policy is not null;
    }

    /// <summary>The policy as one text: <c>skip</c>, or <c>run-once</c> and the age, such as <c>run-once 10m</c>.</summary>
    public override string ToString() => Missed is MissedRuns.Skip ? "skip" : $"run-once {Duration.Format(MissedFor)}";
}
