using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>
/// Whether and when a call that failed is made again. What the server says it did not do (429) and what never reached it is repeated always;
/// what it may have done only where twice is as good as once. As client-go does, plus reads after any 5xx.
/// </summary>
internal static class RetryRules
{
    /// <summary>How often a call is repeated at most.</summary>
    public const int MostRepetitions = 5;

    /// <summary>How often, when nothing at all answers: whoever waits for a server that is away should be told.</summary>
    public const int MostReconnections = 3;

    /// <summary>The longest pause that is waited for here; what takes longer is the caller's to wait for.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);

    /// <summary>The pause before the call is made again; null: it is not.</summary>
    /// <param name="failed">What happened.</param>
    /// <param name="request">The call.</param>
    /// <param name="repetition">How often it was repeated already.</param>
    public static TimeSpan? PauseBefore(KubernetesException failed, ApiRequest request, int repetition)
    {
        if (repetition >= request.MostRepetitions || !MayRepeat(failed, request, repetition))
            return null;
        var pause = failed.RetryAfter ?? FirstPause * Math.Pow(2, repetition);
        return pause <= LongestPause ? pause : null;
    }

    private static bool MayRepeat(KubernetesException failed, ApiRequest request, int repetition) => failed switch
    {
        { Failure: KubernetesFailure.RateLimited } => true,
        { StatusCode: >= 500, RetryAfter: not null } => request.IsRepeatable,
        { StatusCode: 500 or 502 or 503 or 504 } => request.Method == HttpMethod.Get,
        { Failure: KubernetesFailure.Unreachable, InnerException: OutboundCallException { Failure: OutboundFailure.NotConnected or OutboundFailure.NameNotFound } } =>
            repetition < MostReconnections,
        { Failure: KubernetesFailure.Unreachable } => request.IsRepeatable && repetition < MostReconnections,
        _ => false,
    };
}
