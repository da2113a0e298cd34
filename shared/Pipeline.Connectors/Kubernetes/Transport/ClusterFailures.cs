using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>Turns what the HTTP stack throws into what callers of a cluster know.</summary>
internal static class ClusterFailures
{
    /// <summary>Explains an exception.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="request">The call.</param>
    /// <param name="server">The cluster's address.</param>
    /// <param name="timedOutAfter">The call's timeout when it has passed.</param>
    public static Exception Explain(Exception exception, ApiRequest request, Uri server, TimeSpan? timedOutAfter) =>
        exception is KubernetesException ? exception : OutboundFailures.Explain(exception, server, timedOutAfter) switch
        {
            AddressRefusedException refused => new KubernetesException(KubernetesFailure.Refused, $"Cannot {request.Purpose}: {refused.Message}", refused),
            OutboundCallException { Failure: OutboundFailure.NotTrusted } failed => new KubernetesException(
                KubernetesFailure.Refused,
                $"Cannot {request.Purpose}: {NotTrusted(failed)} If a private authority signed the certificate, give the cluster's certificate authority (certificate-authority-data in a kubeconfig).",
                failed),
            OutboundCallException { Failure: OutboundFailure.TimedOut } failed => new KubernetesException(KubernetesFailure.TimedOut, $"Cannot {request.Purpose}: {failed.Message}", failed),
            OutboundCallException failed => new KubernetesException(KubernetesFailure.Unreachable, $"Cannot {request.Purpose}: {failed.Message}", failed),
            var other => other,
        };

    /// <summary>The first sentence: the second gives advice for calls of another kind.</summary>
    private static string NotTrusted(OutboundCallException failed) => failed.Message.IndexOf(" If a private", StringComparison.Ordinal) is var end and > 0 ? failed.Message[..end] : failed.Message;
}
