using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Objects;

/// <summary>A change of an object.</summary>
/// <param name="Version">The resource version that it made.</param>
/// <param name="Key">The object.</param>
/// <param name="Before">As it was; null when it is new.</param>
/// <param name="After">As it is; null when it is gone.</param>
public sealed record StoredChange(long Version, ObjectKey Key, JsonObject? Before, JsonObject? After);
