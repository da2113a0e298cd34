using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Feature.Webhook;

/// <summary>One try of one call: its answer, or why there is none.</summary>
internal sealed record WebhookCall
{
    /// <summary>The answer.</summary>
    public OutboundResponse? Response { get; private init; }

    /// <summary>Why there is no answer.</summary>
    public OutboundFailure? Failure { get; private init; }

    /// <summary>What went wrong, as the stage's error when nothing is tried again; null when an answer came.</summary>
    public StageError? Error { get; private init; }

    /// <summary>Makes the call.</summary>
    /// <exception cref="StageFailedException">The address rules refuse it.</exception>
    public static async Task<WebhookCall> SendAsync(OutboundHttp http, OutboundRequest request, IStageLog log, CancellationToken cancellationToken)
    {
        // A query may hold secrets that nobody declared as such.
        var name = $"{request.Method} {request.Url.GetLeftPart(UriPartial.Path)}";
        try
        {
            var response = await http.SendAsync(request, cancellationToken);
            log.WriteLine($"{name}: {response.StatusCode}");
            return new() { Response = response };
        }
        catch (OutboundCallException exception)
        {
            log.WriteLine($"{name}: {exception.Message}");
            return new() { Failure = exception.Failure, Error = new(CodeOf(exception.Failure), exception.Message) };
        }
        catch (AddressRefusedException exception)
        {
            log.WriteLine($"{name}: {exception.Message}");
            throw new StageFailedException(new StageError("address-refused", exception.Message, new() { ["rule"] = exception.Refusal.Rule.ToString() }), exception);
        }
    }

    /// <summary>The error of an answer that is not tried again.</summary>
    public StageError ErrorOf(string what) => Error ?? new(
        "http-status", $"{what} was answered with status code {Response!.StatusCode}.", new() { ["statusCode"] = Response.StatusCode });

    private static string CodeOf(OutboundFailure failure) => failure switch
    {
        OutboundFailure.NameNotFound => "name-not-found",
        OutboundFailure.NotConnected => "not-connected",
        OutboundFailure.NotTrusted => "not-trusted",
        OutboundFailure.TimedOut => "timed-out",
        OutboundFailure.TooManyRedirects => "too-many-redirects",
        _ => "connection-broken",
    };
}
