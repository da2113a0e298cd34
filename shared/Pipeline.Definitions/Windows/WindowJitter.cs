using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Durations;

namespace Pipeline.Definitions.Windows;

/// <summary>
/// A delay by chance behind the moment at which a window lets something start, so that what waited for the same window does not start all at
/// once (Spinnaker's <c>restrictedExecutionWindow.jitter</c>). Where the window has closed when the delay is over, the next opening is waited for.
/// </summary>
public sealed record WindowJitter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The least delay.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan Min { get; init; }

    /// <summary>The most; longer than nothing and not less than <see cref="Min"/>, at most a day.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public required TimeSpan Max { get; init; }

    /// <summary>Whether runs that a person started are not delayed.</summary>
    public bool SkipManual { get; init; }

    /// <summary>The delay of one thing that waits: always the same for it, and evenly spread over many, to the second.</summary>
    /// <param name="seed">What tells it apart from all others.</param>
    public TimeSpan DelayOf(string seed)
    {
        var chance = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(seed)));
        var choices = (ulong)((Max - Min).Ticks / TimeSpan.TicksPerSecond) + 1;
        return Min + TimeSpan.FromSeconds((long)(chance % choices));
    }

    /// <summary>Reads a jitter from its fields.</summary>
    /// <param name="min">The least delay; null for none.</param>
    /// <param name="max">The most; null when it is left out, which is a fault.</param>
    /// <param name="skipManual">Whether runs that a person started are not delayed.</param>
    /// <param name="jitter">The jitter; null when there is a fault.</param>
    /// <param name="faults">Everything that is wrong, of the fields <c>jitter.min</c> and <c>jitter.max</c>.</param>
    public static bool TryParse(
        TimeSpan? min, TimeSpan? max, bool skipManual, [NotNullWhen(true)] out WindowJitter? jitter, out IReadOnlyList<FieldFault> faults)
    {
        var found = new List<FieldFault>();
        if (max is null)
            found.Add(new("jitter.max", DefinitionFaultCode.Missing, "The field 'max' is missing."));
        else if (max == TimeSpan.Zero || max > Longest)
            found.Add(new("jitter.max", DefinitionFaultCode.InvalidValue, $"Write a duration longer than nothing, at most {Duration.Format(Longest)}."));
        else if (min > max)
            found.Add(new("jitter.min", DefinitionFaultCode.InvalidValue, $"The least delay is longer than the most, {Duration.Format(max.Value)}."));

        faults = found;
        jitter = found.Count == 0 ? new() { Min = min ?? TimeSpan.Zero, Max = max!.Value, SkipManual = skipManual } : null;
        return jitter is not null;
    }
}
