using Pipeline.Connectors.Http;
using Polly;

namespace Pipeline.Connectors.Git.Api;

/// <summary>Calls the REST API of a git server: what fails in passing is tried again, and a rate limit is told with when it ends.</summary>
internal sealed class GitApi(OutboundHttp http, TimeProvider time)
{
    private readonly ResiliencePipeline _retrying = GitRetries.Create(time);

    /// <summary>Makes a call.</summary>
    /// <returns>The answer, of a status code below 500 that is no rate limit.</returns>
    /// <exception cref="GitException">There was no answer, the server is faulty or wants to be asked later, or the answer is longer than the call's bound.</exception>
    public async Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellationToken) =>
        await _retrying.ExecuteAsync(async cancellation => Judge(await SendOnceAsync(request, cancellation), request), cancellationToken);

    private async Task<OutboundResponse> SendOnceAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (AddressRefusedException exception)
        {
            throw new GitException(GitFailure.Refused, exception.Message, exception);
        }
        catch (OutboundCallException exception)
        {
            var failure = exception.Failure switch
            {
                OutboundFailure.NotTrusted => GitFailure.Refused,
                OutboundFailure.TooManyRedirects => GitFailure.Unexpected,
                OutboundFailure.TimedOut => GitFailure.TimedOut,
                _ => GitFailure.Unreachable,
            };
            throw new GitException(failure, exception.Message, exception);
        }
    }

    private OutboundResponse Judge(OutboundResponse answer, OutboundRequest request)
    {
        var host = request.Url.Authority;
        if (RateLimits.RetryAfter(answer, time.GetUtcNow()) is { } pause)
            throw new GitException(GitFailure.RateLimited, $"{host} takes no more calls with this token for now.") { RetryAfter = pause };
        if (answer.StatusCode >= 500)
            throw new GitException(GitFailure.Unreachable, $"{host} answered {answer.StatusCode}.");
        return answer.Truncated
            ? throw new GitException(GitFailure.TooLarge, $"The answer of {host} is longer than {request.MaximumAnswerBytes:N0} bytes.")
            : answer;
    }
}
