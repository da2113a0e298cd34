using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Pipeline.Definitions.Documents;
using Pipeline.Stages.Runs;

namespace Pipeline.Functions.Endpoints.Runs.Export;

/// <summary>Writes everything that is known of a run as a zip file, piece by piece: no log is ever whole in memory.</summary>
internal sealed class RunArchive(RunStore runs, StageLogs logs, IOptions<JsonOptions> json)
{
    private const int EventsAtOnce = 500;

    private readonly JsonTypeInfo<RunAnswer> _run = (JsonTypeInfo<RunAnswer>)json.Value.SerializerOptions.GetTypeInfo(typeof(RunAnswer));
    private readonly JsonTypeInfo<StageAttempt> _attempt = (JsonTypeInfo<StageAttempt>)json.Value.SerializerOptions.GetTypeInfo(typeof(StageAttempt));

    /// <summary>Writes the file.</summary>
    /// <param name="details">The run, secrets masked.</param>
    /// <param name="output">Where the file goes; only written to, never read or moved.</param>
    /// <param name="giveUp">Called when the file cannot be completed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task WriteAsync(RunDetails details, Stream output, Action giveUp, CancellationToken cancellationToken)
    {
        await using var deferred = new DeferredWriteStream(output);
        await using (var archive = await ZipArchive.CreateAsync(deferred, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken))
        {
            try
            {
                await WriteAsync(details, archive, cancellationToken);
            }
            catch
            {
                // Before the archive is closed, which would make what there is look whole.
                giveUp();
                throw;
            }
        }

        await deferred.FlushAsync(cancellationToken);
    }

    private async Task WriteAsync(RunDetails details, ZipArchive archive, CancellationToken cancellationToken)
    {
        await AddAsync("run.json", stream => JsonSerializer.SerializeAsync(stream, RunAnswer.Of(details, queue: null), _run, cancellationToken));
        await AddAsync("definition.yaml", stream => WriteAsync(stream, PipelineDocument.ToYaml(details.Definition.Definition), cancellationToken));
        await AddAsync("events.jsonl", stream => WriteEventsAsync(stream, details.Run.Id, cancellationToken));
        foreach (var stage in details.Stages)
        {
            // Ids of stages are letters, digits, '-' and '_', fit to be names of folders.
            foreach (var attempt in stage.EarlierAttempts)
            {
                await AddAsync($"stages/{stage.Id}/attempts/{attempt.Attempt}.json", stream => JsonSerializer.SerializeAsync(stream, attempt, _attempt, cancellationToken));
                await AddAsync($"stages/{stage.Id}/attempts/{attempt.Attempt}.log.txt", stream => WriteLogAsync(stream, details.Run.Id, stage.Id, attempt.Attempt, cancellationToken));
            }

            if (stage.StartedAt is not null)
                await AddAsync($"stages/{stage.Id}/log.txt", stream => WriteLogAsync(stream, details.Run.Id, stage.Id, stage.Attempt, cancellationToken));
        }

        async Task AddAsync(string name, Func<Stream, Task> write)
        {
            var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
            entry.LastWriteTime = details.Run.EndedAt ?? details.Run.CreatedAt;
            await using var stream = await entry.OpenAsync(cancellationToken);
            await write(stream);
        }
    }

    private async Task WriteEventsAsync(Stream stream, string run, CancellationToken cancellationToken)
    {
        for (var last = 0L; await runs.ReadEventsAsync(run, last, EventsAtOnce, cancellationToken) is { Count: > 0 } events; last = events[^1].Sequence)
        {
            foreach (var happened in events)
                await WriteAsync(stream, JsonSerializer.Serialize(happened, RunJson.Default.RunEvent) + "\n", cancellationToken);
        }
    }

    private async Task WriteLogAsync(Stream stream, string run, string stage, int attempt, CancellationToken cancellationToken)
    {
        await foreach (var piece in logs.ReadWholeAsync(run, stage, attempt, cancellationToken))
            await stream.WriteAsync(piece, cancellationToken);
    }

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
