using System.Security.Authentication;

namespace Pipeline.Connectors.Http;

/// <summary>Turns what the HTTP stack throws into the two exceptions that callers know.</summary>
internal static class OutboundFailures
{
    /// <summary>Explains an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="url">The URL that was called; only its host goes into the message, the rest may hold secrets.</param>
    /// <param name="timedOutAfter">The call's timeout when it has passed.</param>
    public static Exception Explain(Exception exception, Uri url, TimeSpan? timedOutAfter)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AddressRefusedException or OutboundCallException)
                return cause;
        }

        if (timedOutAfter is { } timeout)
            return new OutboundCallException(OutboundFailure.TimedOut, $"No whole answer from '{url.Host}' within {timeout.TotalSeconds:0.###} s.", exception);

        return exception switch
        {
            OperationCanceledException => new OutboundCallException(OutboundFailure.NotConnected, $"No connection to '{url.Host}' in time.", exception),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new OutboundCallException(
                OutboundFailure.NotTrusted,
                $"No secure connection to '{url.Host}': {Innermost<AuthenticationException>(exception)}. If a private authority signed its certificate, add it to Outbound:CertificateAuthorities.",
                exception),
            HttpRequestException or IOException => new OutboundCallException(
                OutboundFailure.Broken, $"The connection to '{url.Host}' broke: {Innermost<IOException>(exception)}.", exception),
            _ => exception,
        };
    }

    private static string Innermost<TException>(Exception exception)
        where TException : Exception
    {
        var found = exception;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            found = cause is TException ? cause : found;

        return found.Message.TrimEnd('.');
    }
}
