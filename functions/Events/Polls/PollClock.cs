using System.Text.Json;
using Azure;
using Pipeline.Connectors.Git;
using Pipeline.Definitions.Triggers;
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
    private const int AtOnce = 4;
    private readonly ITable _table = storage.Table("Polls");
    private readonly ListeningTriggers<GitTrigger> _triggers = new(TriggerKeys.Polls, pipelines, documents);

    /// <summary>Asks every repository whose time has come.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, TableRow>(StringComparer.Ordinal);
        await foreach (var row in _table.RowsAsync(new TableQuery { PartitionKey = Partition }, cancellationToken))
            states.Add(row.RowKey, row);

        // A server that takes its time keeps the others from nothing.
        var repositories = PolledRepository.Of(await _triggers.ListAsync(cancellationToken));
        await Parallel.ForEachAsync(
            repositories,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (repository, cancellation) => await LookAsync(repository, states.GetValueOrDefault(repository.Key), cancellation));

        // What happened while nobody asked is no news for whoever asks anew.
        foreach (var key in states.Keys.Except(repositories.Select(repository => repository.Key)))
            await _table.DeleteAsync(Partition, key, ETag.All, cancellationToken);
    }

    private async Task LookAsync(PolledRepository repository, TableRow? row, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = row is null ? null : JsonSerializer.Deserialize(row.Value.Span, EventsJson.Default.PollState)!;
        if (before is not null && (before.AskedAt + repository.Every > now || before.NotBefore > now))
            return;

        var state = (before ?? new PollState { AskedAt = now, Sequence = now.UtcTicks }) with { AskedAt = now };
        if (await KeepAsync(repository.Key, state, row?.ETag, cancellationToken) is { } claimed)
            await KeepAsync(repository.Key, await AskAsync(repository, state, cancellationToken), claimed, cancellationToken);
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
        LogFailed(polled.Source, failure);
        var now = time.GetUtcNow();
        var received = new ReceivedEvent
        {
            Id = RunId.New(now),
            At = now,
            Application = polled.Application,
            Event = new TriggerEvent { Key = $"{GitTrigger.TypeName}/{polled.Source}", Summary = $"look at {polled.Repository} of {polled.Source}", IsPolled = true },
        };
        await events.AddDecidedAsync(
            received,
            [.. polled.Pipelines.Select(pipeline => EventOutcome.Of(received, polled.Application, pipeline) with { Refusals = [new(null, failure)] })],
            cancellationToken);
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

    [LoggerMessage(LogLevel.Warning, "Source repository {source}: {failure}")]
    private partial void LogFailed(string source, string failure);
}
