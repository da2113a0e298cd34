using Pipeline.Definitions;
using Pipeline.Definitions.Graph;
using Pipeline.Definitions.Runs;
using Pipeline.Durable;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Orchestrations;

/// <summary>
/// One execution of <see cref="RunPipeline"/>. Everything happens on the orchestration's own thread, in the order of its history: each
/// message is handled to the end before the next.
/// </summary>
internal sealed class RunPipelineExecution(TaskOrchestrationContext context, RunPipelineInput input) : IDisposable
{
    /// <summary>History starts over after so many ended stages, as soon as no activity is under way.</summary>
    private const int EnoughCompletions = 200;

    /// <summary>After so many nothing new is started until no activity is under way.</summary>
    private const int MostCompletions = 600;

    private readonly CancellationTokenSource over = new();
    private readonly Dictionary<string, string> children = new(StringComparer.Ordinal);
    private readonly HashSet<string> held = new(StringComparer.Ordinal);
    private Dictionary<string, PlannedStage> stages = [];
    private StageGraph graph = null!;
    private RunProgress progress = null!;
    private TaskCompletionSource news = new();
    private Exception? failure;
    private bool paused;
    private bool cancelRequested;
    private int underWay;
    private int completions;

    public async Task<string?> RunAsync()
    {
        var plan = await context.CallActivityAsync<RunPlan>(
            RunActivities.LoadRunPlan, new RunGeneration(input.Run, input.Generation), RunActivities.UntilDone);
        if (plan.IsOver)
            return null;

        Begin(plan);
        while (!progress.IsOver || underWay > 0)
        {
            await news.Task;

            // Let the handler that brought the news come to its end first.
            await Task.Yield();
            news = new();
            if (failure is not null)
                throw failure;
            if (completions >= EnoughCompletions && underWay == 0 && !progress.IsOver)
                return StartOver();
        }

        GiveUpWaiting();
        var status = progress.Verdict!.Value;
        await context.CallActivityAsync(RunActivities.CompleteRun, new RunEnding(input.Run, input.Generation, status), RunActivities.UntilDone);
        return StatusNames.Of(status);
    }

    private void Begin(RunPlan plan)
    {
        graph = plan.Graph();
        stages = plan.Stages.ToDictionary(stage => stage.Id, StringComparer.Ordinal);
        foreach (var (stage, instance) in input.State?.Children ?? new Dictionary<string, string>())
            children.Add(stage, instance);
        paused = input.State?.Paused ?? false;
        cancelRequested = plan.CancelRequested || (input.State?.CancelRequested ?? false);
        progress = new(graph, StageLetters.Read(graph, input.State?.States ?? plan.States), new(paused, cancelRequested));

        // What came while the plan was read is handled once the rules know where the run stands.
        Follow(progress.Begin(), by: null);
        Listen<RunControlMessage?>(RunOrchestration.Cancel, _ => OnCancel());
        Listen<RunControlMessage>(RunOrchestration.Pause, message => OnPause(true, message));
        Listen<RunControlMessage>(RunOrchestration.Resume, message => OnPause(false, message));
        Listen<StageEndedMessage>(RunOrchestration.StageEnded, OnStageEnded);
    }

    /// <summary>Does what the rules say. <paramref name="by"/> is the stage whose end led to it.</summary>
    private void Follow(RunDecision decision, string? by)
    {
        foreach (var stage in decision.Start)
        {
            if (completions >= MostCompletions)
                held.Add(stage);
            else
                Do(() => StepAsync(stages[stage], stages[stage].Attempt, 0, StageStepMode.Execute, null));
        }

        // A stage that is held back has no activity that could end it.
        foreach (var stage in decision.Cancel.Where(held.Remove))
            progress.Ended(stage, new(StageStatus.Canceled));
        if (decision.Cancel.Count > 0)
            Do(() => CancelAsync(decision.Cancel, by));
        news.TrySetResult();
    }

    /// <summary>Runs a step of a stage in the run's own orchestration: its first, mostly its only one.</summary>
    private async Task StepAsync(PlannedStage stage, int attempt, int step, StageStepMode mode, StageContinuation? before)
    {
        var instance = $"{input.Run}:{input.Generation}:{stage.Id}:{stage.Attempt}";
        var request = new StageStepRequest
        {
            Run = input.Run,
            Generation = input.Generation,
            Stage = stage.Id,
            Attempt = attempt,
            Step = step,
            Instance = instance,
            Mode = mode,
            Cursor = before?.Cursor,
        };
        var result = await context.CallActivityAsync<StageStepResult>(stage.Activity, request, RunActivities.UntilDone);
        if (result.Ended is { } ending)
        {
            OnStageEnded(new(stage.Id, ending));
            return;
        }

        var next = result.Continues!;
        if (progress.Verdict is not null)
        {
            // The run was cancelled while the step ran: there is no orchestration of the stage that could be told.
            await StepAsync(stage, next.Attempt, next.Step, StageStepMode.Cancel, next);
            return;
        }

        children[stage.Id] = instance;
        var child = new RunStageInput
        {
            Run = input.Run,
            Generation = input.Generation,
            Stage = stage.Id,
            Activity = stage.Activity,
            Continuation = next,
        };
        Watch(context.CallSubOrchestratorAsync<string?>(RunOrchestration.Stage, child, new SubOrchestrationOptions(InstanceId: instance)));
    }

    private async Task CancelAsync(IReadOnlyList<string> active, string? by)
    {
        if (by is not null)
            await context.CallActivityAsync(RunActivities.HaltRun, new RunHalt(input.Run, input.Generation, by), RunActivities.UntilDone);
        foreach (var stage in active)
        {
            if (children.TryGetValue(stage, out var instance))
                context.SendEvent(instance, RunOrchestration.Cancel);
        }
    }

    private void OnStageEnded(StageEndedMessage message)
    {
        if (progress.StateOf(message.Stage).Status.IsComplete())
            return;

        children.Remove(message.Stage);
        completions++;
        Follow(progress.Ended(message.Stage, new(message.Ending.Status, message.Ending.FailsRunLater)), message.Stage);
    }

    private void OnCancel()
    {
        cancelRequested = true;
        Follow(progress.Cancel(), by: null);
    }

    private void OnPause(bool pause, RunControlMessage message)
    {
        if (pause == paused || progress.Verdict is not null)
            return;

        paused = pause;
        Do(() => context.CallActivityAsync(
            RunActivities.RecordPause, new RunPause(input.Run, input.Generation, pause, message), RunActivities.UntilDone));
        Follow(pause ? progress.Pause() : progress.Resume(), by: null);
    }

    /// <summary>Carries on with a new history. Nothing is under way but the stages' own orchestrations, whose messages are kept.</summary>
    private string? StartOver()
    {
        GiveUpWaiting();
        var states = graph.Stages.Select(stage => held.Contains(stage.Id) ? default : progress.StateOf(stage.Id));
        var state = new RunPipelineState(StageLetters.Write(states), children, paused, cancelRequested);
        context.ContinueAsNew(input with { State = state });
        return null;
    }

    /// <summary>Does something that takes activities, beside everything else.</summary>
    private async void Do(Func<Task> work)
    {
        underWay++;
        try
        {
            await work();
        }
#pragma warning disable CA1031 // It is thrown where the orchestration can fail with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure ??= exception;
        }

        underWay--;
        news.TrySetResult();
    }

    /// <summary>A stage's orchestration reports by an event; only its failure comes this way.</summary>
    private async void Watch(Task<string?> child)
    {
        try
        {
            await child;
        }
        catch (TaskFailedException exception)
        {
            failure ??= exception;
            news.TrySetResult();
        }
    }

    private async void Listen<T>(string name, Action<T> handle)
    {
        try
        {
            while (true)
                handle(await context.WaitForExternalEvent<T>(name, over.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void GiveUpWaiting() => over.Cancel();

    public void Dispose() => over.Dispose();
}
