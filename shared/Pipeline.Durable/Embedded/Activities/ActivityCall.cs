using Pipeline.Durable.Embedded.Instances;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded.Activities;

/// <summary>An activity to run for an instance.</summary>
/// <param name="Caller">The instance, which stays in memory until it has the result.</param>
/// <param name="ExecutionId">The execution that called; a later one does not want the result.</param>
/// <param name="Id">The id of the action that asked for it.</param>
/// <param name="Task">Its name and input.</param>
internal sealed record ActivityCall(InstanceActor Caller, string ExecutionId, int Id, TaskScheduledEvent Task);
