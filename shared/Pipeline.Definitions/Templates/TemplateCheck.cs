using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>Finds what is wrong with a template's pipeline, whatever values instances will give.</summary>
/// <remarks>
/// The pipeline is expanded with the defaults, and with samples for variables that have none. A fault that hangs on a sample is no fault of
/// the template and is left out.
/// </remarks>
internal static class TemplateCheck
{
    /// <summary>Faults of one value as seen from another: a sampled name anywhere may be the reason.</summary>
    private static readonly HashSet<string> CrossReferences = new(StringComparer.Ordinal)
    {
        DefinitionFaultCode.UnknownDependency, DefinitionFaultCode.UnknownArtifact, DefinitionFaultCode.ArtifactNotUpstream,
        DefinitionFaultCode.Cycle, DefinitionFaultCode.Duplicate,
    };

    public static IReadOnlyList<DefinitionFault> FaultsOf(TemplateDefinition template, IReadOnlyDictionary<string, StageTypeDescription> stageTypes)
    {
        var faults = new FaultList();
        var sampled = template.Variables.Where(variable => variable.Default is null).Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        var values = new JsonObject();
        foreach (var variable in template.Variables)
            values[variable.Name] = Sample(variable);

        var substitution = new VariableSubstitution(values, template.Text, faults);
        if (substitution.Substitute(template.Pipeline, "spec") is DocumentMapping spec)
            ExpandedDocument.Read(template.Text, ExpandedDocument.Metadata("template", template.Pipeline.Place), spec, stageTypes, faults);

        var open = substitution.Substituted.Where(place => place.Value.Any(sampled.Contains)).Select(place => place.Key).ToArray();
        var openNames = substitution.Names.Where(place => place.Value.Any(sampled.Contains)).Select(place => place.Key).ToArray();
        var hasOpenStructure = open.Any(path => !path.Contains(".with", StringComparison.Ordinal));
        return
        [
            .. faults.ToList()
                .Where(fault => substitution.IsOwn(fault) || !(IsOpen(fault, open) || openNames.Any(path => IsWithin(fault.Path, path)) || (hasOpenStructure && IsCrossReference(fault))))
                .Select(fault => fault with { Path = TemplateDocument.PathOf(fault.Path) }),
        ];
    }

    private static bool IsCrossReference(DefinitionFault fault) =>
        CrossReferences.Contains(fault.Code) || fault.Path.StartsWith("spec.triggers", StringComparison.Ordinal);

    /// <summary>Whether a sample is at the fault's path or above it; or below it. A field that is unknown, or given twice, is so with any value.</summary>
    private static bool IsOpen(DefinitionFault fault, IEnumerable<string> open) => open.Any(path =>
        (IsWithin(fault.Path, path) && !(fault.Path == path && fault.Code is (DefinitionFaultCode.UnknownField or DefinitionFaultCode.DuplicateField)))
        || (fault.Code is not (DefinitionFaultCode.Missing or DefinitionFaultCode.UnknownField or DefinitionFaultCode.DuplicateField) && IsWithin(path, fault.Path)));

    private static bool IsWithin(string path, string container) =>
        path.StartsWith(container, StringComparison.Ordinal) && (path.Length == container.Length || path[container.Length] is '.' or '[');

    private static JsonNode Sample(ParameterDefinition variable) => variable.Default?.DeepClone() ?? (variable.Options is [var first, ..] ? first.DeepClone() : null) ?? variable.Type switch
    {
        ParameterType.Text => NamingRules.ToSlug(variable.Name) ?? "value",
        ParameterType.Number or ParameterType.WholeNumber => 1,
        ParameterType.Boolean => true,
        ParameterType.List => new JsonArray(),
        _ => new JsonObject(),
    };
}
