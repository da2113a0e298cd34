using Polly;
using Polly.Retry;

namespace Pipeline.Connectors.Kubernetes.Transport;

/// <summary>Makes calls again by <see cref="RetryRules"/>.</summary>
internal sealed class ClusterRetries
{
    private static readonly ResiliencePropertyKey<ApiRequest> Request = new("request");

    private readonly ResiliencePipeline _pipeline;

    public ClusterRetries(TimeProvider time) => _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = RetryRules.MostRepetitions,
            ShouldHandle = static arguments => new(PauseBefore(arguments.Context, arguments.Outcome, arguments.AttemptNumber) is not null),
            DelayGenerator = static arguments => new(PauseBefore(arguments.Context, arguments.Outcome, arguments.AttemptNumber)),
        })
        .Build();

    /// <summary>Does it, and does it again where that makes sense.</summary>
    public async Task<T> ExecuteAsync<T>(ApiRequest request, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Request, request);
        try
        {
            return await _pipeline.ExecuteAsync(static async (context, call) => await call(context.CancellationToken), context, call);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static TimeSpan? PauseBefore(ResilienceContext context, Outcome<object> outcome, int repetition) =>
        outcome.Exception is KubernetesException failed && context.Properties.TryGetValue(Request, out var request)
            ? RetryRules.PauseBefore(failed, request, repetition)
            : null;
}
