using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests.Differences;

/// <summary>How a deploy that is all or nothing is undone.</summary>
public static class RollbackPlan
{
    private static readonly string[] ServersMetadata = ["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"];

    /// <summary>The undoing steps: the last that was written first.</summary>
    /// <param name="written">The objects that were written, by their places in the order of writing.</param>
    /// <param name="before">The state of an object before, by its place; null when there was none.</param>
    public static IReadOnlyList<RollbackStep> Of(IEnumerable<int> written, Func<int, JsonObject?> before) =>
        [.. written.Distinct().OrderDescending().Select(index => new RollbackStep(index, before(index) is { } state ? Restorable(state) : null))];

    /// <summary>An object as it can be written again: without what the server keeps of its own.</summary>
    public static JsonObject Restorable(JsonObject state)
    {
        var copy = state.DeepClone().AsObject();
        copy.Remove("status");
        if (copy["metadata"] is JsonObject metadata)
        {
            foreach (var name in ServersMetadata)
                metadata.Remove(name);
        }

        return copy;
    }
}

/// <summary>Undoes one write.</summary>
/// <param name="Index">The object's place in the order of writing.</param>
/// <param name="Before">What is restored; null: the object was not there, and is deleted.</param>
public sealed record RollbackStep(int Index, JsonObject? Before);
