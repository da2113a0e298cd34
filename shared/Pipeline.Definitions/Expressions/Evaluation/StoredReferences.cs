using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Expressions.Values;

namespace Pipeline.Definitions.Expressions.Evaluation;

/// <summary>
/// Contents of artifacts that were moved to storage. An expression that reads such an artifact's reference gets the content in Base64, as if it had
/// stayed in the artifact (Spinnaker's artifact store converts them too); whoever takes the artifact as a whole gets the reference.
/// </summary>
internal static class StoredReferences
{
    /// <summary>The field that is read through.</summary>
    public const string Field = "reference";

    /// <param name="artifact">Any map.</param>
    /// <param name="reference">What its field holds.</param>
    /// <param name="context">The evaluation.</param>
    /// <exception cref="ExpressionException">The content is not known yet, or cannot be had.</exception>
    public static object? Of(MapValue artifact, object? reference, EvaluationContext context) =>
        reference is string text && artifact.Get("type") is ArtifactTypes.RemoteBase64 ? Read(text, context) : reference;

    /// <summary>The content that a text refers to; any other text as it is.</summary>
    /// <exception cref="ExpressionException">The content is not known yet, or cannot be had.</exception>
    public static string Read(string reference, EvaluationContext context)
    {
        if (!StoredContent.TryParse(reference, out _))
            return reference;

        var content = context.Ask(new(ExpressionLookupKind.ArtifactContent, reference)).Value ?? "";
        context.CheckText(content.Length);
        return content;
    }
}
