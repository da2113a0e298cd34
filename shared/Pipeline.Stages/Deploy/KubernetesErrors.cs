using Pipeline.Connectors.Kubernetes;

namespace Pipeline.Stages.Deploy;

/// <summary>What a cluster's refusal means for a stage.</summary>
internal static class KubernetesErrors
{
    /// <summary>How often in a row a cluster may give no answer; its client has tried several times each time.</summary>
    public const int MostFailures = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>When to ask again; null when that is of no use.</summary>
    /// <param name="failed">The failure.</param>
    /// <param name="failures">How many there were before it in a row.</param>
    public static TimeSpan? PauseAfter(KubernetesException failed, int failures) => failed switch
    {
        { IsPassing: false } => null,
        _ when failures + 1 >= MostFailures => null,
        { RetryAfter: { } wish } => wish,
        _ => FirstPause * Math.Pow(2, failures),
    };

    /// <summary>The stage's error, which names the target: it is there that most of them are put right.</summary>
    public static StageError ErrorOf(KubernetesException failed, string target) => new(CodeOf(failed.Failure), $"Deployment target '{target}': {failed.Message}");

    private static string CodeOf(KubernetesFailure failure) => failure switch
    {
        KubernetesFailure.Unauthorized => "target-unauthorized",
        KubernetesFailure.Forbidden => "target-forbidden",
        KubernetesFailure.NotFound => "object-not-found",
        KubernetesFailure.KindNotFound => "kind-not-found",
        KubernetesFailure.AlreadyExists or KubernetesFailure.Conflict => "conflict",
        KubernetesFailure.Invalid => "object-invalid",
        KubernetesFailure.RateLimited => "rate-limited",
        KubernetesFailure.TimedOut => "target-timeout",
        KubernetesFailure.Unreachable => "target-unreachable",
        KubernetesFailure.Refused => "target-refused",
        KubernetesFailure.Misconfigured => "target-misconfigured",
        _ => "target-failed",
    };
}
