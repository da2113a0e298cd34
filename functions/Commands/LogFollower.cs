using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>Reads the log of a stage's attempt, or follows it until the attempt has ended. A stream that ends before is gone on with.</summary>
public sealed class LogFollower(PipelineApi api)
{
    /// <summary>Writes the log of a stage's newest attempt.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="stageId">The stage.</param>
    /// <param name="follow">Whether to go on until the attempt has ended.</param>
    /// <param name="output">Where it is written as it comes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="PipelineApiException">The server refused, or cannot be reached.</exception>
    public async Task WriteAsync(string runId, string stageId, bool follow, TextWriter output, CancellationToken cancellationToken)
    {
        var log = $"/api/runs/{Uri.EscapeDataString(runId)}/stages/{Uri.EscapeDataString(stageId)}/log";
        if (!follow)
        {
            await CopyAsync(log, output, cancellationToken);
            return;
        }

        int? attempt = null;
        for (long read = 0; ;)
        {
            // Asked before the text is read, so that no last line is missed.
            var stage = await StageAsync(runId, stageId, cancellationToken);
            attempt ??= stage.Attempt;
            var ended = stage.Ended || stage.Attempt > attempt;
            var query = string.Create(CultureInfo.InvariantCulture, $"?after={read}{(attempt is { } number ? $"&attempt={number}" : "")}{(ended ? "" : "&follow=true")}");
            read += await CopyAsync(log + query, output, cancellationToken);
            if (ended)
                return;
        }
    }

    private async Task<(int? Attempt, bool Ended)> StageAsync(string runId, string stageId, CancellationToken cancellationToken)
    {
        var run = await api.GetAsync($"/api/runs/{Uri.EscapeDataString(runId)}", cancellationToken);
        var stage = (run["stages"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(stage => RunText.Text(stage["id"]) == stageId);
        return ((int?)stage?["attempt"], run["endedAt"] is not null || stage?["endedAt"] is not null);
    }

    private async Task<long> CopyAsync(string path, TextWriter output, CancellationToken cancellationToken)
    {
        using var response = await api.OpenAsync(path, lastEventId: null, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var decoder = Encoding.UTF8.GetDecoder();
        var (bytes, characters) = (new byte[4096], new char[4096]);
        long total = 0;
        for (int read; (read = await stream.ReadAsync(bytes, cancellationToken)) > 0; total += read)
        {
            var count = decoder.GetChars(bytes, 0, read, characters, 0);
            await output.WriteAsync(characters.AsMemory(0, count), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        return total;
    }
}
