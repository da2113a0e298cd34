using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Stages;

namespace Pipeline.Functions.Tests.Orchestrations;

/// <summary>What the scripted stages of a test do, by stage id; a stage that is not named succeeds at once.</summary>
internal sealed class StageScript
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentDictionary<string, Func<StageExecution, CancellationToken, ValueTask<StageStep>>> Steps { get; } = new();

    /// <summary>Every step that was carried out, as its idempotency key, in order.</summary>
    public ConcurrentQueue<string> Executed { get; } = new();

    /// <summary>The stages whose own cancel was called.</summary>
    public ConcurrentQueue<string> Canceled { get; } = new();

    public void Fails(string stage) => Steps[stage] = (_, _) => new(new StageStep.Failed(new("boom", "It broke.")));

    /// <summary>The stage works until its step is cancelled.</summary>
    public void Hangs(string stage) => Steps[stage] = async (_, cancellation) =>
    {
        await _released.Task.WaitAsync(cancellation);
        return new StageStep.Succeeded();
    };

    /// <summary>The stage sleeps until it is cancelled or times out.</summary>
    public void Sleeps(string stage) => Steps[stage] = (_, _) => new(new StageStep.Wait([StageSignals.Skip]));

    public void ReleaseAll() => _released.TrySetResult();
}

/// <summary>A stage that does what the test says.</summary>
internal sealed class ScriptedStage(StageScript script) : Stage<ScriptedInput>
{
    public static StageType Type { get; } = new()
    {
        Name = "test.scripted",
        Title = "Scripted",
        KoreanTitle = "Scripted",
        StageClass = typeof(ScriptedStage),
        Input = ScriptedJson.Default.ScriptedInput,
        Create = services => new ScriptedStage(services.GetRequiredService<StageScript>()),
    };

    /// <summary>The same, of a type that deploys.</summary>
    public static StageType DeployType { get; } = Type with { Name = "deploy.scripted" };

    public override ValueTask<StageStep> ExecuteAsync(StageExecution<ScriptedInput> execution, CancellationToken cancellationToken)
    {
        script.Executed.Enqueue($"{execution.StageId}/{execution.Attempt}/{execution.Step}");
        if (execution.Input.Log is { } text)
            execution.Log.WriteLine(text);
        return script.Steps.TryGetValue(execution.StageId, out var step)
            ? step(execution, cancellationToken)
            : new(new StageStep.Succeeded(execution.Input.Outputs?.DeepClone().AsObject()));
    }

    public override ValueTask<JsonObject?> CancelAsync(StageExecution<ScriptedInput> execution, CancellationToken cancellationToken)
    {
        script.Canceled.Enqueue(execution.StageId);
        return new(new JsonObject { ["stopped"] = true });
    }
}

internal sealed record ScriptedInput
{
    public string? Log { get; init; }

    public JsonObject? Outputs { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ScriptedInput))]
internal sealed partial class ScriptedJson : JsonSerializerContext;
