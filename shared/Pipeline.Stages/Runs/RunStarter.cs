using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Concurrency;
using Pipeline.Stages.Notifications;
using Pipeline.Stages.Observability;

namespace Pipeline.Stages.Runs;

/// <summary>Starts runs.</summary>
public sealed class RunStarter(RunStore store, RunQueue queue, ArtifactContents contents, TimeProvider time)
{
    private readonly RunArtifacts runArtifacts = new(store, contents);

    /// <summary>
    /// Starts a run. With an idempotency key, the same request again gives the same run. Once this has returned, the run is carried through
    /// whatever crashes; a crash on the way leaves a run that <see cref="RunSweep"/> completes or forgets.
    /// </summary>
    /// <exception cref="RunConflictException">
    /// The pipeline is disabled, or the key was used for another request, or for a run that was deleted since.
    /// </exception>
    /// <exception cref="ArtifactsRefusedException">An artifact that the pipeline expects is not to be had; nothing is started, and no key tied.</exception>
    /// <exception cref="RunDeadlockException">A stage would wait for the run, and the run for ever for a slot.</exception>
    public async Task<StartedRun> StartAsync(RunStart start, CancellationToken cancellationToken)
    {
        var definition = start.Definition;
        if (definition.Disabled)
            throw new RunConflictException($"The pipeline '{definition.Name}' is disabled. Enable it, then start it again.");

        var now = time.GetUtcNow();
        var own = RunId.New(now);
        var id = own;
        var artifacts = await runArtifacts.ResolveAsync(start, cancellationToken);
        if (start.IdempotencyKey is { } key)
        {
            // What a run has started with is not asked again, also when the same would be refused now.
            if (!artifacts.Result.IsValid && !await store.Index.IsTiedAsync(definition.Application, definition.Name, key, cancellationToken))
                throw new ArtifactsRefusedException(artifacts.Result.Faults);

            id = await store.Index.TieAsync(definition.Application, definition.Name, key, Digest(start), id, cancellationToken);
            var known = await store.FindDocumentAsync(id, cancellationToken);
            if (known is { Delete: not null } || (known is null && id != own && await store.Deletions.IsDeletedAsync(id, cancellationToken)))
            {
                // A late repeat must not deploy again because somebody cleaned up in between.
                throw new RunConflictException($"The idempotency key was used to start run '{id}', which was deleted since. Send a new key to start another run.");
            }

            if (known is { } started)
            {
                await CompleteAsync(started, cancellationToken);
                return new(started.Id, started.Number, IsNew: false);
            }
        }

        if (!artifacts.Result.IsValid)
            throw new ArtifactsRefusedException(artifacts.Result.Faults);

        var run = new RunDocument
        {
            Id = id,
            Number = await store.Index.NextNumberAsync(definition.Application, definition.Name, cancellationToken),
            Pipeline = definition.Name,
            Application = definition.Application,
            Revision = start.Revision,
            Trigger = start.Trigger,
            Parameters = start.Parameters,
            Comment = start.Comment,
            StartedBy = start.StartedBy,
            ActsAs = start.ActsAs,
            CreatedAt = now,
            Depth = start.Depth,
            Deploys = definition.Deploys,
            Concurrency = definition.Concurrency,
            Status = definition.Concurrency is null ? RunStatus.NotStarted : RunStatus.Buffered,
            FreezeOverride = start.FreezeOverride is { } reason ? new(start.StartedBy, now, reason) : null,
            Trace = start.Trace,
            Notifies = NotificationRules.EventTypesOf(definition),
            RerunOf = start.RerunOf,
        };
        await queue.CheckAsync(run, cancellationToken);
        if (run.Notifies is not null)
            await store.Notifications.WatchAsync(run.Id, now, cancellationToken);
        await store.Index.ActivateAsync(run.Id, now, cancellationToken);
        run = await runArtifacts.KeepAsync(run, start, artifacts, cancellationToken);
        if (!await store.AddAsync(run, definition, cancellationToken))
            run = await store.FindDocumentAsync(id, cancellationToken) ?? throw new RunNotFoundException(id);

        await CompleteAsync(run, cancellationToken);
        return new(run.Id, run.Number, IsNew: true);
    }

    /// <summary>The run that an idempotency key has started, carried through if a crash came in between; null when it has started none.</summary>
    public async Task<StartedRun?> FindAsync(PipelineDefinition definition, string key, CancellationToken cancellationToken)
    {
        if (await store.Index.FindTiedAsync(definition.Application, definition.Name, key, cancellationToken) is not { } id
            || await store.FindDocumentAsync(id, cancellationToken) is not { } run)
        {
            return null;
        }

        await CompleteAsync(run, cancellationToken);
        return new(run.Id, run.Number, IsNew: false);
    }

    /// <summary>Carries out what is left of an accepted start. Doing it again changes nothing.</summary>
    internal async Task CompleteAsync(RunDocument run, CancellationToken cancellationToken)
    {
        if (run.EndedAt is not null)
            return;

        await store.Index.AddAsync(run, cancellationToken);
        await queue.EnterAsync(run, cancellationToken);
    }

    /// <summary>Clears away what is left of a start that a crash cut off before its run was stored.</summary>
    internal async Task ForgetAsync(string run, CancellationToken cancellationToken)
    {
        await contents.DeleteAsync(run, cancellationToken);
        await store.Index.DeactivateAsync(run, cancellationToken);
    }

    // A start that names no commit, brings no artifacts and repeats no run has the digest that it had before starts could do so.
    private static string Digest(RunStart start)
    {
        var commit = start.Trigger.Commit is { } named ? $"\n{named.Id}\n{named.CommittedAt.UtcDateTime:O}" : "";
        var artifacts = start.Artifacts.Count == 0 ? "" : $"\n{JsonSerializer.Serialize(start.Artifacts, DefinitionsJson.Default.IReadOnlyListArtifact)}";
        var rerun = start.RerunOf is { } run ? $"\nrerun of {run}" : "";
        var freezes = start.FreezeOverride is { } reason ? $"\nfreezes: {reason}" : "";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{start.Parameters.ToJsonString()}\n{start.Comment}\n{start.StartedBy}{commit}{rerun}{artifacts}{freezes}")));
    }
}

/// <summary>What a run is started with. Whether the starter may is the caller's to check.</summary>
public sealed record RunStart
{
    /// <summary>The definition that the run is frozen to.</summary>
    public required PipelineDefinition Definition { get; init; }

    /// <summary>The definition's revision.</summary>
    public required int Revision { get; init; }

    /// <summary>The parameters, checked and with defaults filled in.</summary>
    public JsonObject Parameters { get; init; } = [];

    /// <summary>The artifacts that the start brings, read within <see cref="ArtifactLimits"/>.</summary>
    public IReadOnlyList<Artifact> Artifacts { get; init; } = [];

    /// <summary>The run that <see cref="Artifacts"/> are known to come from, whose stored contents they may refer to; null for none.</summary>
    public string? ArtifactsOf { get; init; }

    /// <summary>What starts it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>See <see cref="RunDocument.StartedBy"/>.</summary>
    public required string StartedBy { get; init; }

    /// <summary>See <see cref="RunDocument.ActsAs"/>.</summary>
    public string? ActsAs { get; init; }

    /// <summary>What that person wrote.</summary>
    public string? Comment { get; init; }

    /// <summary>Why no freeze holds the run; null: freezes do.</summary>
    public string? FreezeOverride { get; init; }

    /// <summary>The caller's name for this start, unique for the pipeline; the same again is the same run.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The run that is repeated; null for none.</summary>
    public string? RerunOf { get; init; }

    /// <summary>See <see cref="RunDocument.Depth"/>.</summary>
    public int Depth { get; init; }

    /// <summary>The trace that it is started in; null for none.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>A run that was started.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number among the pipeline's runs.</param>
/// <param name="IsNew">Whether this call started it, not an earlier one with the same key.</param>
public sealed record StartedRun(string Id, int Number, bool IsNew);
