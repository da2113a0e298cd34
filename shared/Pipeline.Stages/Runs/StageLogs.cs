using System.Text;
using Pipeline.Storage;

namespace Pipeline.Stages.Runs;

/// <summary>
/// The logs of stages: one text an attempt, that only grows. What is written while an attempt is under way is in a blob; a few last lines
/// are in the stage's document (<see cref="StageAttempt.LogEnd"/>), where they cost no transaction of their own.
/// </summary>
public sealed class StageLogs(IStorage storage, RunStore store, TimeProvider time) : IRunRecords
{
    private const int LongestPiece = 256 * 1024;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly IBlobs blobs = storage.Blobs("stage-logs");
    private readonly ChangeSignal signal = new();

    /// <summary>Adds text, whole lines, to an attempt's log.</summary>
    public async ValueTask AppendAsync(string run, string stage, int attempt, string text, CancellationToken cancellationToken)
    {
        var name = Name(run, stage, attempt);
        await blobs.AppendAsync(name, Encoding.UTF8.GetBytes(text), cancellationToken);
        signal.Notify(name);
    }

    /// <summary>Reads an attempt's log.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="offset">How many bytes of it the caller has; where a later read goes on is this and the length of what was read.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>UTF-8 text; empty when there is nothing more.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string run, string stage, int attempt, long offset, CancellationToken cancellationToken)
    {
        // The end comes first: the blob grows no more once the document has it.
        var end = await FindEndAsync(run, stage, attempt, cancellationToken);
        var blob = await blobs.GetAsync(Name(run, stage, attempt), offset, cancellationToken);
        if (end is null)
            return blob?.Content ?? default;

        var bytes = Encoding.UTF8.GetBytes(end);
        var skipped = Math.Clamp(offset - (blob?.Length ?? 0), 0, bytes.Length);
        return blob is { Content.Length: > 0 } ? (byte[])[.. blob.Content.Span, .. bytes] : bytes.AsMemory((int)skipped);
    }

    /// <summary>Reads an attempt's log from its beginning to its present end, in pieces of bounded size.</summary>
    /// <returns>UTF-8 text; a character may lie in two pieces.</returns>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadWholeAsync(
        string run, string stage, int attempt, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The end comes first: the blob grows no more once the document has it.
        var end = await FindEndAsync(run, stage, attempt, cancellationToken);
        var offset = 0L;
        while (await blobs.GetRangeAsync(Name(run, stage, attempt), offset, LongestPiece, cancellationToken) is { Length: > 0 } piece)
        {
            offset += piece.Length;
            yield return piece;
        }

        if (end is { Length: > 0 })
            yield return Encoding.UTF8.GetBytes(end);
    }

    /// <summary>As <see cref="ReadAsync"/>, but waits for more when there is none; empty when <paramref name="patience"/> is over.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> WaitAsync(
        string run, string stage, int attempt, long offset, TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + patience;
        while (true)
        {
            var news = signal.Next(Name(run, stage, attempt));
            var text = await ReadAsync(run, stage, attempt, offset, cancellationToken);
            var left = until - time.GetUtcNow();
            if (text.Length > 0 || left <= TimeSpan.Zero)
                return text;

            await Task.WhenAny(news, Task.Delay(left < LookAgain ? left : LookAgain, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string run, CancellationToken cancellationToken)
    {
        await foreach (var blob in blobs.ListAsync($"{run}/", cancellationToken))
            await blobs.DeleteAsync(blob.Name, cancellationToken);
    }

    private async ValueTask<string?> FindEndAsync(string run, string stage, int attempt, CancellationToken cancellationToken) =>
        await store.FindAsync(run, cancellationToken) is { } snapshot && snapshot.Documents.TryGetValue(stage, out var document)
            ? document.EarlierAttempts.Append(document).FirstOrDefault(known => known.Attempt == attempt)?.LogEnd
            : null;

    private static string Name(string run, string stage, int attempt) => $"{run}/{stage}/{attempt}.log";
}
