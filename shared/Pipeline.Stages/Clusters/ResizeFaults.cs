using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters;

/// <summary>What keeps a resizing from being understood.</summary>
internal static class ResizeFaults
{
    /// <exception cref="StageFailedException">Something is missing, or contradicts (<c>invalid-input</c>); the message names the field and what to write.</exception>
    public static void Check(ResizeServerGroupInput input)
    {
        var fault = input.Action switch
        {
            ResizeAction.Exact when input.Capacity is null or { Min: null, Desired: null, Max: null } => "capacity: Say the size for 'exact', for example { desired: 3 }.",
            ResizeAction.Exact when input.Capacity.Min > input.Capacity.Max => $"capacity: The minimum, {input.Capacity.Min}, is more than the maximum, {input.Capacity.Max}.",
            ResizeAction.Exact when input.Capacity.Desired < input.Capacity.Min || input.Capacity.Desired > input.Capacity.Max => "capacity: The number wanted lies outside of its bounds.",
            ResizeAction.Exact when input.Number is not null || input.Percentage is not null => "number, percentage: They are for 'up', 'down' and 'to-cluster'; 'exact' takes 'capacity'.",
            ResizeAction.Up or ResizeAction.Down when input.Number is null == input.Percentage is null => "number: Say either by how many instances ('number') or by how many percent ('percentage').",
            _ when input.Number < 0 || input.Percentage < 0 => "number, percentage: They are 0 or more; 'down' is what makes it fewer.",
            ResizeAction.ToServerGroup when string.IsNullOrWhiteSpace(input.Source) => "source: Name the server group whose size is taken: newest, previous, oldest, or its name.",
            _ => null,
        };
        if (fault is not null)
            throw new StageFailedException(new StageError("invalid-input", fault));
    }
}
