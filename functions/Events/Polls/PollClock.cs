using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Pipeline.Connectors.Git;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Events.Sources;
using Pipeline.Functions.Pipelines;
using Pipeline.Stages;
using Pipeline.Stages.Kernel;
using Pipeline.Stages.Runs;
using Pipeline.Storage;

namespace Pipeline.Functions.Events.Polls;

/// <summary>
/// Asks git servers for news where their hooks cannot reach this one. A look is claimed before the server is asked, so that of several
/// processes one asks; what was found is kept after its events are. A crash in between finds the same again, whose events are known by then.
/// </summary>
public sealed partial class PollClock(
    IStorage storage,
    PipelineStore pipelines,
    PipelineDocuments documents,
    TriggerSources sources,
    EventIntake intake,
    EventStore events,
    TimeProvider time,
    ILogger<PollClock> logger)
{
    private const string Partition = "polls";
    private readonly ITable _table = storage.Table("Polls");
    private readonly ConcurrentDictionary<string, (int Revision, DateTimeOffset Made, IReadOnlyList<GitTrigger> Triggers)> _read = new(StringComparer.Ordinal);

    /// <summary>Asks every repository whose time has come.</summary>
    /// <returns>When the next time comes; null when no trigger asks.</returns>
    public async Task<DateTimeOffset?> LookAsync(CancellationToken cancellationToken)
    {
        var asking = new List<(PipelineHead, IReadOnlyList<GitTrigger>)>();
        foreach (var head in await pipelines.ListeningAsync(TriggerKeys.Polls, cancellationToken))
            asking.Add((head, await TriggersAsync(head, cancellationToken)));

        DateTimeOffset? next = null;
        foreach (var repository in PolledRepository.Of(asking))
        {
            var look = await LookAsync(repository, cancellationToken);
            if (look < (next ?? DateTimeOffset.MaxValue))
                next = look;
        }

        return next;
    }

    private async Task<DateTimeOffset> LookAsync(PolledRepository repository, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = await _table.GetAsync(Partition, repository.Key, cancellationToken);
        var before = row is null ? null : JsonSerializer.Deserialize(row.Value.Span, EventsJson.Default.PollState)!;
        var due = Later(before is null ? now : before.AskedAt + repository.Every, before?.NotBefore);
        if (due > now)
            return due;

        var state = (before ?? new PollState { AskedAt = now }) with { AskedAt = now };
        if (await KeepAsync(repository.Key, state, row?.ETag, cancellationToken) is not { } claimed)
            return now + repository.Every;

        var after = await AskAsync(repository, state, cancellationToken);
        await KeepAsync(repository.Key, after, claimed, cancellationToken);
        return Later(after.AskedAt + repository.Every, after.NotBefore);
    }

    private async Task<PollState> AskAsync(PolledRepository polled, PollState state, CancellationToken cancellationToken)
    {
        try
        {
            await using var repository = await sources.OpenAsync(polled.Application, polled.Source, polled.Repository, cancellationToken);
            var found = await repository.ListReferencesAsync(cancellationToken);
            var references = found.Branches.Select(branch => ($"heads/{branch.Name}", branch.Commit))
                .Concat(found.Tags.Select(tag => ($"tags/{tag.Name}", tag.Commit)))
                .ToDictionary(StringComparer.Ordinal);

            // What is there when a repository is looked at for the first time is no news.
            var news = state.References is null ? [] : PollNews.Between(state.References, references);
            foreach (var change in news)
            {
                var happened = await PollEvents.OfAsync(polled, repository, change, cancellationToken);
                await intake.ReceiveAsync(happened, application: polled.Application, [new($"poll/{polled.Key}/{state.Sequence}/{change.Reference}/{change.Commit}")], cancellationToken);
            }

            return state with { References = references, Sequence = news.Count == 0 ? state.Sequence : state.Sequence + 1, Failure = null, NotBefore = null };
        }
        catch (Exception exception) when (exception is GitException or SecretsUnavailableException or StageFailedException)
        {
            var failure = $"asking {polled.Repository} for news failed: {exception.Message}";
            if (failure != state.Failure)
                await TellAsync(polled, failure, cancellationToken);
            return state with { Failure = failure, NotBefore = exception is GitException { RetryAfter: { } pause } ? time.GetUtcNow() + pause : null };
        }
    }

    // Where people look why nothing starts; once for each new failure, not for each look.
    private async Task TellAsync(PolledRepository polled, string failure, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        LogFailed(polled.Source, failure);
        foreach (var pipeline in polled.Pipelines)
        {
            await events.AddOutcomeAsync(
                new EventOutcome
                {
                    Event = RunId.New(now),
                    At = now,
                    Type = GitTrigger.TypeName,
                    Summary = $"look at {polled.Repository} of {polled.Source}",
                    Pipeline = pipeline,
                    Refusals = [new(null, failure)],
                },
                cancellationToken);
        }
    }

    private async Task<ETag?> KeepAsync(string key, PollState state, ETag? before, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(state, EventsJson.Default.PollState);
        try
        {
            return before is { } etag
                ? await _table.UpdateAsync(new TableRow(Partition, key, bytes) { ETag = etag }, cancellationToken)
                : await _table.InsertAsync(new TableRow(Partition, key, bytes), cancellationToken);
        }
        catch (StorageException exception) when (exception is RowChangedException or RowAlreadyExistsException or RowNotFoundException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<GitTrigger>> TriggersAsync(PipelineHead head, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(head.Name, out var read) && read.Revision == head.Revision && read.Made == head.UpdatedAt)
            return read.Triggers;

        IReadOnlyList<GitTrigger> triggers;
        try
        {
            triggers = [.. (await documents.ReadAsync(pipelines, head, cancellationToken)).Triggers.OfType<GitTrigger>().Where(trigger => trigger.Poll is not null)];
        }
        catch (ProblemException)
        {
            // Written for another release; whoever opens the pipeline is told.
            triggers = [];
        }

        _read[head.Name] = (head.Revision, head.UpdatedAt, triggers);
        return triggers;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    [LoggerMessage(LogLevel.Warning, "Source repository {source}: {failure}")]
    private partial void LogFailed(string source, string failure);
}
