using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Controllers;

/// <summary>Looks after the objects of one kind.</summary>
internal interface IController
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>Takes the next step towards what an object wants.</summary>
    /// <param name="item">The object as it is; a copy.</param>
    /// <param name="now">The moment.</param>
    /// <returns>After what time it is to be looked at again, whether or not anything changes; null: when something does.</returns>
    TimeSpan? Reconcile(JsonObject item, DateTimeOffset now);
}
