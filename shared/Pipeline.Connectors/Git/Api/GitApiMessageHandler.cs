using System.Net;

namespace Pipeline.Connectors.Git.Api;

/// <summary>Lets an SDK that knows <see cref="HttpClient"/> only make its calls through <see cref="GitApi"/>.</summary>
/// <param name="api">Makes the calls.</param>
/// <param name="maximumAnswerBytes">How long an answer may be.</param>
/// <param name="operation">Ends the calls, for SDKs that hand no token on.</param>
internal sealed class GitApiMessageHandler(GitApi api, int maximumAnswerBytes, CancellationToken operation) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(operation, cancellationToken);
        var answer = await api.SendAsync(
            new()
            {
                Method = request.Method.Method,
                Url = request.RequestUri!,
                Headers = [.. request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).SelectMany(
                    static header => header.Value, static (header, value) => KeyValuePair.Create(header.Key, value))],
                Body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(either.Token),
                MaximumAnswerBytes = maximumAnswerBytes,
            },
            either.Token);

        var response = new HttpResponseMessage((HttpStatusCode)answer.StatusCode) { RequestMessage = request, Content = new ReadOnlyMemoryContent(answer.Body) };
        foreach (var (name, values) in answer.Headers)
        {
            // The body is decompressed already.
            if (name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                continue;
            if (!response.Headers.TryAddWithoutValidation(name, values))
                response.Content.Headers.TryAddWithoutValidation(name, values);
        }

        return response;
    }
}
