using Pipeline.Definitions;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Retention;
using Pipeline.Functions.Audit;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Functions.Retention;

/// <summary>
/// Deletes ended runs that have been kept for as long as their pipeline (deleted ones included), or else the server, says. The newest come
/// first and stay; a run that has not ended is never touched, and the newest that went well always stays.
/// </summary>
internal sealed partial class RunRetentionSweep(
    PipelineStore pipelines, RunStore runs, RunDeletions deletions, AuditLog audit, ServerOptions options, TimeProvider time, ILogger<RunRetentionSweep> logger)
{
    /// <summary>A pass deletes no more runs than this; what is left is for the next one.</summary>
    private const int MostDeleted = 500;

    /// <summary>The newest run that went well is looked for among so many of a pipeline's youngest. An older one then stays too.</summary>
    private const int MostLookedAt = 2000;

    /// <summary>Looks through all pipelines once, until it has deleted <see cref="MostDeleted"/> runs. Doing it anywhere several times at once does no harm.</summary>
    /// <returns>Whether there may be more to delete.</returns>
    public async Task<bool> SweepAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        try
        {
            var heads = (await pipelines.ListEvenDeletedAsync(cancellationToken))
                .Select(head => (Head: head, Retention: head.Retention ?? options.Retention))
                .Where(kept => kept.Retention is not null)
                .ToArray();
            var active = heads.Length == 0 ? [] : await ActiveAsync(cancellationToken);
            foreach (var (head, retention) in heads)
            {
                deleted += await SweepAsync(head, retention!, active, MostDeleted - deleted, cancellationToken);
                if (deleted >= MostDeleted)
                    break;
            }
        }
        catch (StorageException exception)
        {
            LogFailed(exception);
        }

        if (deleted > 0)
            LogDeleted(deleted);
        return deleted >= MostDeleted;
    }

    private async Task<int> SweepAsync(PipelineHead head, RunRetention retention, HashSet<string> active, int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (younger, looked, deleted, hasSuccess) = (0, 0, 0, false);
        await foreach (var id in runs.Index.ListAsync(head.Application, head.Name, after: null, cancellationToken))
        {
            if (active.Contains(id))
                continue;

            // A run cannot have ended before it was made; most of those that stay need not be read.
            var mayBeOver = retention.IsOver(RunId.TimeOf(id), younger, now);
            if (!mayBeOver && (hasSuccess || looked >= MostLookedAt))
            {
                younger++;
                continue;
            }

            looked++;
            if (await runs.FindDocumentAsync(id, cancellationToken) is not { Delete: null, EndedAt: { } endedAt } run)
                continue;

            var isNewestSuccess = !hasSuccess && run.Status is RunStatus.Succeeded;
            hasSuccess |= isNewestSuccess;
            if (!isNewestSuccess && retention.IsOver(endedAt, younger, now) && await DeleteAsync(run, retention, cancellationToken) && ++deleted == most)
                break;
            younger++;
        }

        return deleted;
    }

    private async Task<bool> DeleteAsync(RunDocument run, RunRetention retention, CancellationToken cancellationToken)
    {
        var reason = Reason(retention);
        try
        {
            await audit.CommandAsync(
                AuditCommand.OnRun(run, "run.delete", "pipeline", reason), () => deletions.DeleteAsync(run.Id, "pipeline", reason, cancellationToken), cancellationToken);
            return true;
        }
        catch (RunException)
        {
            // Somebody restarted it, or deleted it, or the run that started it goes on: it is for a later sweep.
            return false;
        }
    }

    private async Task<HashSet<string>> ActiveAsync(CancellationToken cancellationToken)
    {
        var active = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (run, _) in runs.Index.ListActiveAsync(cancellationToken))
            active.Add(run);
        return active;
    }

    private static string Reason(RunRetention retention) => "retention: " + string.Join(", ", new[]
    {
        retention.Keep is { } keep ? $"keep {keep}" : null,
        retention.For is { } kept ? $"for {Duration.Format(kept)}" : null,
    }.OfType<string>());

    [LoggerMessage(LogLevel.Information, "Deleted {Count} runs that have been kept for long enough.")]
    private partial void LogDeleted(int count);

    [LoggerMessage(LogLevel.Warning, "Deleting runs that have been kept for long enough failed; the next look is in a day.")]
    private partial void LogFailed(Exception exception);
}
