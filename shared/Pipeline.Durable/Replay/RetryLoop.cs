namespace Pipeline.Durable.Replay;

/// <summary>Calls a task again while its retry options say so. Every attempt and every wait is an action of its own in the history.</summary>
internal static class RetryLoop
{
    public static async Task<TResult> RunAsync<TResult>(
        TaskOrchestrationContext context, TaskRetryOptions retry, Func<Task<TResult>> call)
    {
        var firstAttempt = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure)
            {
                var elapsed = context.CurrentUtcDateTime - firstAttempt;
                if (retry.Policy is { } policy)
                {
                    if (policy.NextDelay(attempt, elapsed, failure.FailureDetails) is not { } delay)
                        throw;
                    await context.CreateTimer(delay, CancellationToken.None);
                }
                else if (!await retry.Handler!(new RetryContext(context, attempt, failure.FailureDetails, elapsed)))
                {
                    throw;
                }
            }
        }
    }
}
