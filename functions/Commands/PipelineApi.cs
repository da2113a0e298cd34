using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>A running server's HTTP API, as the commands and the demo use it.</summary>
public sealed class PipelineApi : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client of the server at <paramref name="server"/>, which acts as the owner of <paramref name="token"/>.</summary>
    public PipelineApi(Uri server, string? token)
    {
        // A stream of events or log lines may be silent for long; what must end in time is bounded by the caller's token.
        _http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Reads JSON.</summary>
    /// <exception cref="PipelineApiException">The server refused, or cannot be reached.</exception>
    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, content: null, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Sends JSON and reads the JSON of the answer, an empty object when it has none.</summary>
    /// <exception cref="PipelineApiException">The server refused, or cannot be reached.</exception>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await SendAsync(method, path, content, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Sends a pipeline document as it is.</summary>
    /// <exception cref="PipelineApiException">The server refused, or cannot be reached.</exception>
    public async Task<JsonNode> PutDocumentAsync(string path, string document, string mediaType, CancellationToken cancellationToken)
    {
        using var content = new StringContent(document, Encoding.UTF8, mediaType);
        using var response = await SendAsync(HttpMethod.Put, path, content, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Opens a stream of the server's: events or a log. The caller disposes the response.</summary>
    /// <exception cref="PipelineApiException">The server refused, or cannot be reached.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return await CheckAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await CheckAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private async Task<HttpResponseMessage> CheckAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, completion, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new PipelineApiException($"No server answers at {_http.BaseAddress}: {exception.Message} Is it running, and is --server right?", exception);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw PipelineApiException.Of(response, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return JsonNode.Parse(text.Length == 0 ? "{}" : text) ?? new JsonObject();
        }
        catch (JsonException exception)
        {
            throw new PipelineApiException($"{response.RequestMessage?.RequestUri} did not answer with JSON. Is --server the address of a Pipeline server?", exception);
        }
    }
}
