using Pipeline.Definitions;
using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Runs;

namespace Pipeline.Functions.Orchestrations;

/// <summary>The state of every stage of a run in one short text, a letter a stage: what ten thousand stages take along when history starts over.</summary>
internal static class StageLetters
{
    private const string Letters = ".rpsfktcol";

    private static readonly StageProgress[] Meanings =
    [
        new(StageStatus.NotStarted),
        new(StageStatus.Running),
        new(StageStatus.Paused),
        new(StageStatus.Succeeded),
        new(StageStatus.FailedContinue),
        new(StageStatus.Skipped),
        new(StageStatus.Terminal),
        new(StageStatus.Canceled),
        new(StageStatus.Stopped),
        new(StageStatus.Stopped, FailsRunLater: true),
    ];

    /// <summary>Writes the states, in the order of the stages.</summary>
    public static string Write(IEnumerable<StageProgress> states) =>
        string.Concat(states.Select(state => Letters[Array.IndexOf(Meanings, state)]));

    /// <summary>Reads the states of the stages that have begun.</summary>
    public static Dictionary<string, StageProgress> Read(StageGraph graph, string letters)
    {
        var states = new Dictionary<string, StageProgress>(StringComparer.Ordinal);
        for (var index = 0; index < letters.Length; index++)
        {
            if (letters[index] != Letters[0])
                states[graph.Stages[index].Id] = Meanings[Letters.IndexOf(letters[index], StringComparison.Ordinal)];
        }

        return states;
    }
}
