namespace Pipeline.Connectors.Http;

/// <summary>A call got no answer.</summary>
public sealed class OutboundCallException(OutboundFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public OutboundFailure Failure { get; } = failure;
}

/// <summary>The ways in which a call can stay without an answer.</summary>
public enum OutboundFailure
{
    /// <summary>The host's name has no address. Nothing was sent.</summary>
    NameNotFound,

    /// <summary>No connection was made: refused, unreachable or too slow. Nothing was sent.</summary>
    NotConnected,

    /// <summary>The other side's certificate is not trusted or the handshake failed. Nothing was sent.</summary>
    NotTrusted,

    /// <summary>The answer did not come, or not whole, in time. The call may have had its effect.</summary>
    TimedOut,

    /// <summary>The connection broke, or what came was not HTTP. The call may have had its effect.</summary>
    Broken,

    /// <summary>More redirects than allowed.</summary>
    TooManyRedirects,
}
