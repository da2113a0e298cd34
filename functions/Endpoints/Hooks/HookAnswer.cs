using Pipeline.Functions.Events;

namespace Pipeline.Functions.Endpoints.Hooks;

/// <summary>What became of a hook's call.</summary>
/// <param name="Status"><c>accepted</c>: events are new; <c>repeated</c>: all of them were received before; <c>ignored</c>: nothing in it starts runs.</param>
/// <param name="Events">The events in it, with the outcomes that are known; a repeated one's are the first's.</param>
internal sealed record HookAnswer(string Status, IReadOnlyList<HookEventAnswer> Events)
{
    public static HookAnswer Ignored { get; } = new("ignored", []);
}

/// <summary>An event that a hook told of.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Summary">What it was.</param>
/// <param name="Status"><c>decided</c>, or <c>pending</c>: it will be, whatever happens.</param>
/// <param name="Outcomes">What the pipelines made of it; left out while it is pending.</param>
internal sealed record HookEventAnswer(string Id, string Summary, string Status, IReadOnlyList<EventOutcome>? Outcomes)
{
    public static HookEventAnswer Of(ReceivedEvent received) =>
        new(received.Id, received.Event.Summary, received.Outcomes is null ? "pending" : "decided", received.Outcomes);
}
