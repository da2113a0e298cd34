using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests;

/// <summary>
/// Runs a stage as the kernel does, without a kernel: step after step, the cursor through JSON in between, the clock moved by what the stage
/// asks for. Pauses only for <see cref="Breath"/>.
/// </summary>
internal sealed class StageHarness(IStage stage, StageType type, ManualTimeProvider time, string with)
{
    private readonly List<string> _log = [];
    private JsonNode? _cursor;
    private JsonObject? _outputs;
    private int _step;

    /// <summary>What the stage wrote to its log.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>What it asked to be kept for its next step, as JSON.</summary>
    public string Cursor => _cursor?.ToJsonString() ?? "";

    /// <summary>What the stage has put out last.</summary>
    public JsonObject? Outputs => _outputs;

    /// <summary>What the stage is to produce.</summary>
    public IReadOnlyList<ExpectedArtifact> Produces { get; set; } = [];

    /// <summary>The run that the stage belongs to.</summary>
    public string Run { get; set; } = "run1";

    /// <summary>The artifacts that the stage can see.</summary>
    public StageArtifacts Artifacts { get; set; } = StageArtifacts.None;

    /// <summary>How often it asked to go on later, and after how long each time.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    /// <summary>How long it really pauses where the stage asks to go on later, so that a server beside it gets on.</summary>
    public TimeSpan Breath { get; set; }

    /// <summary>The other stages of the run.</summary>
    public IReadOnlyList<StageState> Others { get; set; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Runs one step without moving the clock. A step that fails by exception ends as the kernel would have it.</summary>
    public async Task<StageStep> StepAsync()
    {
        StageStep step;
        try
        {
            step = await stage.ExecuteAsync(Execution(), type.Input, Cancellation);
        }
        catch (StageFailedException failed)
        {
            step = new StageStep.Failed(failed.Error);
        }

        _step++;
        var (cursor, outputs) = step switch
        {
            StageStep.Again again => (again.Cursor, again.Outputs),
            StageStep.Wait wait => (wait.Cursor, wait.Outputs),
            StageStep.Succeeded succeeded => (null, succeeded.Outputs),
            StageStep.Failed failed => (null, failed.Outputs),
            StageStep.Canceled canceled => (null, canceled.Outputs),
            _ => (null, null),
        };
        _cursor = cursor is null ? null : JsonNode.Parse(cursor.ToJsonString());
        _outputs = outputs ?? _outputs;
        return step;
    }

    /// <summary>Runs one step and moves the clock by what it asks for.</summary>
    public async Task<StageStep> NextAsync()
    {
        var step = await StepAsync();
        if (step is not StageStep.Again again)
            return step;

        Pauses.Add(again.After);
        time.Advance(again.After);
        if (again.After > TimeSpan.Zero && Breath > TimeSpan.Zero)
            await Task.Delay(Breath, Cancellation);
        return step;
    }

    /// <summary>Runs steps until the stage ends or waits, at most that many.</summary>
    public async Task<StageStep> RunAsync(int mostSteps = 1000)
    {
        for (var count = 0; count < mostSteps; count++)
        {
            if (await NextAsync() is var step and not StageStep.Again)
                return step;
        }

        throw new InvalidOperationException($"The stage has not ended after {mostSteps} steps.");
    }

    /// <summary>Runs a step and loses what it gave back, as a process does that dies before it is recorded: the next step is the same one again.</summary>
    public async Task LoseStepAsync() => await stage.ExecuteAsync(Execution(), type.Input, Cancellation);

    /// <summary>Cancels it as it stands.</summary>
    public async Task<JsonObject?> CancelAsync() => await stage.CancelAsync(Execution(), type.Input, Cancellation);

    private StageExecution Execution() => new()
    {
        Run = new(Run, 7, "checkout", "shop", "alice", 0),
        StageId = "call",
        Attempt = 1,
        Step = _step,
        Cursor = _cursor?.DeepClone(),
        RawInput = JsonNode.Parse(with)!.AsObject(),
        Stages = new([.. Others, new("call", "Call", type.Name, default, 1, _outputs?.DeepClone().AsObject())]),
        Artifacts = Artifacts,
        Produces = Produces,
        Log = new KeptLog(_log),
    };

    private sealed class KeptLog(List<string> lines) : IStageLog
    {
        public void WriteLine(string text) => lines.Add(text);
    }
}
