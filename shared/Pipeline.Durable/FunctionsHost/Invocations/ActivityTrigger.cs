using Pipeline.Durable.Activities;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>An activity as the Functions host invokes it: the <c>activityTrigger</c> binding's value in, the <c>ReturnValue</c> out.</summary>
public static class ActivityTrigger
{
    /// <summary>The name that the trigger's binding has.</summary>
    public const string Binding = "input";

    /// <summary>
    /// Runs an activity. That it fails is a result, too. The host takes the properties of an input for data of the trigger: an activity whose
    /// input has a property <c>instanceId</c> sees that as <see cref="TaskActivityContext.InstanceId"/>.
    /// </summary>
    /// <param name="executor">Runs it.</param>
    /// <param name="name">Its registered name, which is the function's.</param>
    /// <param name="invocation">What the host sent.</param>
    /// <param name="stopping">Signalled when the program stops.</param>
    /// <exception cref="FormatException">The invocation is no activity's.</exception>
    /// <exception cref="OperationCanceledException">The program stops: to be run again.</exception>
    public static async Task<string> RunAsync(ActivityExecutor executor, string name, FunctionInvocation invocation, CancellationToken stopping)
    {
        var input = invocation.Text(Binding);
        var instanceId = invocation.MetadataText("instanceId") ?? throw new FormatException("The activity's invocation names no instance.");
        try
        {
            return new ActivityResult { Result = await executor.ExecuteAsync(name, instanceId, input, stopping) }.ToReturnValue();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever an activity throws is how it ended.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new ActivityResult { Failure = TaskFailureDetails.FromException(exception) }.ToReturnValue();
        }
    }
}
