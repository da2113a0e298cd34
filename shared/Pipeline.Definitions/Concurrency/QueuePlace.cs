namespace Pipeline.Definitions.Concurrency;

/// <summary>Where a run stands that waits for its slots.</summary>
/// <param name="Position">1 for the next; where it waits for two things, its place in the longer queue.</param>
/// <param name="WaitsFor">What keeps it waiting, for example <c>pipeline checkout</c> and <c>group prod</c>.</param>
public sealed record QueuePlace(int Position, IReadOnlyList<string> WaitsFor);
