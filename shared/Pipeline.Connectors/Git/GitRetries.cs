using Polly;
using Polly.Retry;

namespace Pipeline.Connectors.Git;

/// <summary>Tries again what failed in passing, for as long as a caller can stand there. Whatever takes longer is the caller's to wait for.</summary>
internal static class GitRetries
{
    /// <summary>Three tries, the second half a second after the first, the third a second after that.</summary>
    public static ResiliencePipeline Create(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromSeconds(0.5),
            BackoffType = DelayBackoffType.Exponential,
            ShouldHandle = new PredicateBuilder().Handle<GitException>(static failed => failed.Failure is GitFailure.Unreachable),
        })
        .Build();
}
