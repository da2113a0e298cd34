using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>Follows a run's events until it has ended, over lost connections and restarts of the server.</summary>
public sealed class RunFollower(PipelineApi api, TimeProvider time)
{
    private static readonly TimeSpan PatienceWithServer = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>Hands every event of a run on, each once and in order, until the run has ended, and returns the run as it then is.</summary>
    /// <exception cref="PipelineApiException">The server refused, or stayed away for two minutes.</exception>
    public async Task<JsonNode> FollowAsync(string runId, Func<JsonNode, Task> onEvent, CancellationToken cancellationToken)
    {
        string? last = null;
        var lastAnswer = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await api.OpenAsync($"/api/runs/{runId}/events", last, cancellationToken);
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
                await foreach (var item in ServerSentEvent.ReadAsync(reader, cancellationToken))
                {
                    lastAnswer = time.GetTimestamp();
                    last = item.Id ?? last;
                    if (JsonNode.Parse(item.Data) is { } data)
                        await onEvent(data);
                }

                var run = await api.GetAsync($"/api/runs/{runId}", cancellationToken);
                if (run["endedAt"] is not null)
                    return run;
                lastAnswer = time.GetTimestamp();
            }
            catch (Exception exception) when (IsPassing(exception) && time.GetElapsedTime(lastAnswer) < PatienceWithServer)
            {
                await Task.Delay(BetweenTries, time, cancellationToken);
            }
        }
    }

    private static bool IsPassing(Exception exception) => exception is IOException or HttpRequestException
        or PipelineApiException { StatusCode: null } or PipelineApiException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError };
}
