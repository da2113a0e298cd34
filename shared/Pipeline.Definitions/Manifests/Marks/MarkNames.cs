using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests.Marks;

/// <summary>
/// The names of annotations and labels by which objects say how they are deployed and whose they are: ours end in <c>pipeline.io</c>, and those of
/// Spinnaker are read beside them, so that manifests and clusters that Spinnaker deployed are understood as they are.
/// </summary>
public static class MarkNames
{
    /// <summary>Whose tool an object was deployed by; the value is <see cref="Us"/> for ours.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The application's label.</summary>
    public const string Name = "app.kubernetes.io/name";

    /// <summary>Our name as a field manager and in labels.</summary>
    public const string Us = "pipeline";

    private const string Ours = "pipeline.io";
    private const string Theirs = "spinnaker.io";

    /// <summary>An annotation or label of ours.</summary>
    /// <param name="group">For example <c>strategy</c>.</param>
    /// <param name="name">For example <c>versioned</c>.</param>
    /// <returns>For example <c>strategy.pipeline.io/versioned</c>.</returns>
    public static string Our(string group, string name) => $"{group}.{Ours}/{name}";

    /// <summary>The same by Spinnaker's name.</summary>
    public static string Spinnakers(string group, string name) => $"{group}.{Theirs}/{name}";

    /// <summary>The value of an annotation by our name, else by Spinnaker's; null when neither is there.</summary>
    public static string? AnnotationOf(JsonObject manifest, string group, string name) =>
        manifest.AnnotationOf(Our(group, name)) ?? manifest.AnnotationOf(Spinnakers(group, name));
}
