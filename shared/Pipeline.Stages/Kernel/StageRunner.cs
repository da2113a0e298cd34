using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Runs;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Kernel;

/// <summary>Runs a stage's own code for one step. Whatever that does or throws becomes the step's end.</summary>
internal sealed partial class StageRunner(RunStore store, StageInputs inputs, IServiceProvider services, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan BetweenLooksForSecrets = TimeSpan.FromSeconds(15);

    /// <exception cref="OperationCanceledException">The program stops; the step is to be run again.</exception>
    public async Task<StepEnd> RunAsync(StepRun run, StageLogBuffer log, CancellationToken cancellationToken)
    {
        var mask = SecretMask.None;
        try
        {
            (var input, mask) = await inputs.ResolveAsync(run.Current.Inputs ?? [], run.Snapshot, run.Record.Definition, cancellationToken);
            log.Mask = mask;
            var execution = run.Execution(input, log);
            var stage = run.Type.Create(services);
            if (run.Request.Mode is not StageStepMode.Execute)
                return new(await StopAsync(stage, run, execution, run.Request.Mode, mask, cancellationToken), null, mask);

            var (outcome, step) = await ExecuteAsync(stage, run, execution, log, cancellationToken);
            return new(outcome, step, mask);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (SecretsUnavailableException exception) when (run.Request.Mode is StageStepMode.Execute)
        {
            // A poll like any other, so that the run's cancel and the stage's timeout end it. Stopping a stage waits for nothing.
            LogWaitsForSecrets(run.Request.Stage, run.Request.Attempt, run.Request.Run, exception.Message);
            log.WriteLine($"Waiting for secrets: {exception.Message}");
            return new(null, new StageStep.Again(BetweenLooksForSecrets, run.Request.Cursor?.DeepClone()), mask);
        }
#pragma warning disable CA1031 // Whatever goes wrong in a stage ends that stage and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var error = ErrorOf(exception, mask, run);
            return run.Request.Mode is StageStepMode.Execute
                ? new(StepOutcome.Failed(error), null, mask)
                : new(await StoppedAsync(run, run.Request.Mode, null, error, cancellationToken), null, mask);
        }
    }

    private async Task<(StepOutcome? Outcome, StageStep? Step)> ExecuteAsync(
        IStage stage, StepRun run, StageExecution execution, StageLogBuffer log, CancellationToken cancellationToken)
    {
        var untilDeadline = run.Current.Deadline - time.GetUtcNow() ?? TimeSpan.MaxValue;
        var isLastStep = untilDeadline <= run.Type.StepTimeout;
        var limit = isLastStep ? TimeSpan.FromTicks(Math.Max(untilDeadline.Ticks, 0)) : run.Type.StepTimeout;
        await using var watch = new StepWatch(store, run.Request, log, limit, time, cancellationToken);
        try
        {
            var step = await stage.ExecuteAsync(execution, run.Type.Input, watch.Token);
            StageSizes.Check(step);
            return StepOutcome.Of(step) is { } outcome ? (outcome, null) : (null, step);
        }
        catch (Exception) when (watch.IsRunCanceled && !cancellationToken.IsCancellationRequested)
        {
            return (await StopAsync(stage, run, execution, StageStepMode.Cancel, log.Mask, cancellationToken), null);
        }
        catch (Exception) when (watch.IsTimeUp && !cancellationToken.IsCancellationRequested)
        {
            return isLastStep
                ? (await StopAsync(stage, run, execution, StageStepMode.Timeout, log.Mask, cancellationToken), null)
                : (StepOutcome.Failed(new("step-timeout", $"A step of the stage took longer than {Duration.Format(run.Type.StepTimeout)}.")), null);
        }
    }

    private async Task<StepOutcome> StopAsync(
        IStage stage, StepRun run, StageExecution execution, StageStepMode mode, SecretMask mask, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(run.Type.StepTimeout, time);
        using var step = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        try
        {
            return await StoppedAsync(run, mode, await stage.CancelAsync(execution, run.Type.Input, step.Token), null, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // What stopping it outside came to is recorded and does not keep it from ending.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var error = timeUp.IsCancellationRequested
                ? new("cancel-failed", $"Stopping what the stage had begun took longer than {Duration.Format(run.Type.StepTimeout)}.")
                : ErrorOf(exception, mask, run) with { Code = "cancel-failed" };
            return await StoppedAsync(run, mode, null, error, cancellationToken);
        }
    }

    private async Task<StepOutcome> StoppedAsync(
        StepRun run, StageStepMode mode, JsonObject? outputs, StageError? error, CancellationToken cancellationToken)
    {
        if (mode is StageStepMode.Cancel)
        {
            var document = await store.FindDocumentAsync(run.Request.Run, cancellationToken);
            return new(StageOutcome.CanceledByRun, outputs, error, CancelReason(document?.Cancel));
        }

        var reason = $"timed out after {Duration.Format(run.Record.Stage.Timeout ?? run.Type.DefaultTimeout ?? TimeSpan.Zero)}";
        if (run.Record.Stage.TimeoutOutcome is TimeoutOutcome.Succeed)
            return new(StageOutcome.TimedOut, outputs, error, reason + ", which counts as a success");
        var details = error is null ? null : new JsonObject { ["cancel"] = error.Message };
        return new(StageOutcome.TimedOut, outputs, new("timeout", $"The stage {reason}.", details), reason);
    }

    internal static string CancelReason(CancelRequest? request) => request switch
    {
        null => "canceled",
        { FailedStage: { } stage } => $"canceled because stage '{stage}' failed the run",
        { Reason: { Length: > 0 } reason } => $"canceled by {request.By}: {reason}",
        _ => $"canceled by {request.By}",
    };

    private StageError ErrorOf(Exception exception, SecretMask mask, StepRun run)
    {
        if (exception is StageFailedException failed)
            return failed.Error;

        LogUnexpected(mask.Apply(exception.ToString()), run.Request.Run, run.Request.Stage, run.Request.Attempt);
        return new("unexpected", $"The stage broke off unexpectedly: {exception.Message}");
    }

    [LoggerMessage(LogLevel.Warning, "Stage {stage}, attempt {attempt}, of run {run} waits for its secrets and is tried again: {reason}")]
    private partial void LogWaitsForSecrets(string stage, int attempt, string run, string reason);

    [LoggerMessage(LogLevel.Error, "Stage {stage}, attempt {attempt}, of run {run} broke off unexpectedly: {exception}")]
    private partial void LogUnexpected(string exception, string run, string stage, int attempt);
}
