using System.Text.Json.Nodes;
using Cronos;
using Pipeline.Simulators.FunctionsHost.Functions;
using Pipeline.Simulators.FunctionsHost.Handlers;

namespace Pipeline.Simulators.FunctionsHost.Triggers;

/// <summary>Fires a function by its schedule. A firing that fails is lost; the next one comes.</summary>
internal static class TimerTrigger
{
    public static async Task RunAsync(FunctionFolder function, FunctionInvoker invoker, CancellationToken stopping)
    {
        var schedule = CronExpression.Parse(function.Trigger.Schedule!, CronFormat.IncludeSeconds);
        try
        {
            while (schedule.GetNextOccurrence(TimeProvider.System.GetUtcNow().UtcDateTime) is { } next)
            {
                var wait = next - TimeProvider.System.GetUtcNow().UtcDateTime;
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, stopping);
                try
                {
                    await FireAsync(function, invoker, stopping);
                }
                catch (Exception exception) when (exception is InvocationFailedException or HandlerUnreachableException)
                {
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    public static Task FireAsync(FunctionFolder function, FunctionInvoker invoker, CancellationToken cancellationToken)
    {
        var timer = new JsonObject
        {
            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
            ["ScheduleStatus"] = null,
            ["IsPastDue"] = false,
        };
        return invoker.InvokeAsync(function, call => call.With(function.Trigger.Name, timer), cancellationToken);
    }
}
