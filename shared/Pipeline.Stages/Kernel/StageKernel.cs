using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Observability;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Kernel;

/// <summary>
/// Carries out one step of a stage, whatever its type: evaluates its configuration, runs it within its time, records what became of it.
/// </summary>
/// <remarks>
/// After a crash the step is carried out again. Before RUNNING was recorded: as if for the first time. After it: with the recorded inputs.
/// After the stage's work: the work is repeated, under the same idempotency key. After the end was recorded: the record is the answer.
/// </remarks>
public sealed class StageKernel(
    RunStore store,
    StageLogs logs,
    StageTypes types,
    ISecrets secrets,
    IServiceProvider services,
    RunTelemetry telemetry,
    TimeProvider time,
    ILogger<StageKernel> logger)
{
    private readonly StageRecorder recorder = new(store, telemetry, time);
    private readonly StageHolding holding = new(new(store, telemetry, time), logs, services, time);
    private readonly ExpressionLookups lookups = new(services, time);
    private readonly StageRunner runner = new(store, new(secrets), services, time, logger);
    private readonly StageProducts products = new(services);

    /// <summary>Carries out the step and says how the stage goes on. Asked again, it gives the recorded answer.</summary>
    /// <exception cref="OperationCanceledException">The program stops; the step is to be carried out again.</exception>
    public async Task<StageStepResult> ExecuteAsync(StageStepRequest request, CancellationToken cancellationToken)
    {
        var definition = await store.GetDefinitionAsync(request.Run, cancellationToken);
        var record = new StageRecord(definition, definition.Stage(request.Run, request.Stage), request);
        var snapshot = await store.GetAsync(request.Run, cancellationToken);
        var current = StageTransitions.Current(snapshot, definition, record.Stage);
        if (StageTransitions.Recorded(current, request) is { } recorded)
            return recorded;

        if (types.Find(record.Stage.Type) is not { } type)
            return await recorder.EndAsync(record, StepOutcome.Failed(UnknownType(record.Stage.Type)), cancellationToken);

        if (current.StartedAt is null)
        {
            var scope = new StageScope(snapshot, definition);
            var evaluation = new StageEvaluation(scope, record, lookups, time.GetUtcNow());
            if (await holding.HoldAsync(snapshot, record, current, type, evaluation, cancellationToken) is { } held)
                return held;

            var (inputs, end) = await PrepareAsync(scope, evaluation, record, type, cancellationToken);
            if (end is not null)
                return await recorder.EndAsync(record, end, cancellationToken);

            (current, var result) = await recorder.BeginAsync(record, inputs, record.Stage.Timeout ?? type.DefaultTimeout, cancellationToken);
            if (result is not null)
                return result;
        }

        telemetry.StepBegan(request, current, time.GetUtcNow());
        if (request.Mode is StageStepMode.Timeout && StageTransitions.NotYetTimedOut(current, snapshot.Run, request, time.GetUtcNow()) is { } goesOn)
            return goesOn;
        if (request.Mode is StageStepMode.Timeout)
        {
            (request, current) = await recorder.TimeOutAsync(record, cancellationToken);
            record = record with { Request = request };
        }

        current = current with { Deadline = StageDeadlines.Of(current, snapshot.Run, time.GetUtcNow()) };
        return await RunAsync(new(record, type, snapshot, current), cancellationToken);
    }

    private async Task<StageStepResult> RunAsync(StepRun run, CancellationToken cancellationToken)
    {
        using var span = RunSpans.Enter(run.Snapshot.Run, run.Current);
        using var scope = logger.BeginScope(new StepLogScope(run.Request, span.TraceId));
        var log = new StageLogBuffer(logs, run.Request, time);
        var end = await runner.RunAsync(run, log, cancellationToken);
        if (end.Outcome is { } outcome)
        {
            var published = await products.PublishAsync(run, outcome.Masked(end.Mask), log, cancellationToken);
            var last = await log.EndAsync(cancellationToken);
            return await recorder.EndAsync(run.Record, published with { LogEnd = last }, cancellationToken);
        }

        await log.FlushAsync(cancellationToken);

        var next = new StageContinuation { Attempt = run.Request.Attempt, Step = run.Request.Step + 1, Deadline = run.Current.Deadline };
        var (continuation, wait, outputs) = end.Continuation switch
        {
            StageStep.Again again => (next with { At = time.GetUtcNow() + again.After, Cursor = again.Cursor }, null, again.Outputs),
            StageStep.Wait waits => (
                next with { At = waits.Until, Signals = waits.For, Cursor = waits.Cursor },
                new StageWait(waits.For, waits.Until, Masked(waits.Question, end.Mask)),
                waits.Outputs),
            _ => throw new InvalidOperationException("A step ends its stage, goes on, or waits."),
        };
        continuation = continuation with { Cursor = end.Mask.Apply(continuation.Cursor) };
        return await recorder.ContinueAsync(run.Record, continuation, wait, end.Mask.Apply(outputs) as JsonObject, cancellationToken);
    }

    private static StageQuestion? Masked(StageQuestion? question, SecretMask mask) => question is null ? null : question with
    {
        Instructions = mask.Apply(question.Instructions),
        Options = [.. question.Options.Select(option => mask.Apply(option)!)],
    };

    /// <summary>The inputs with which the stage begins, or how it ends before it does.</summary>
    private static async ValueTask<(JsonObject Inputs, StepOutcome? End)> PrepareAsync(
        StageScope scope, StageEvaluation evaluation, StageRecord record, StageType type, CancellationToken cancellationToken)
    {
        try
        {
            if (await StageCondition.SkippedAsync(evaluation, record.Stage, cancellationToken) is { } reason)
                return ([], new(StageOutcome.Skipped, Reason: reason));

            StageRequirements.Check(scope, record.Stage);
            return (await StageInputs.EvaluateAsync(evaluation, record.Stage, type, cancellationToken), null);
        }
        catch (StageFailedException failed)
        {
            return ([], StepOutcome.Failed(failed.Error));
        }
    }

    private static StageError UnknownType(string type) =>
        new("unknown-type", $"This server does not know the stage type '{type}'. Update the server, or change the pipeline.");
}
