using System.Globalization;
using Pipeline.Definitions.Documents;

namespace Pipeline.Definitions.Templates;

/// <summary>Makes the pipeline of an instance out of its template.</summary>
public static class TemplateExpansion
{
    private const string Triggers = "spec.triggers";

    /// <summary>Expands an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="template">Its template.</param>
    /// <param name="revision">The template's revision.</param>
    /// <param name="stageTypes">The stage types that there are, by name.</param>
    /// <returns>
    /// The pipeline, or all faults, each with its place in the instance's document: at the variable that is to blame, else at
    /// <c>spec.template</c>. A fault of the template also says where it is in that.
    /// </returns>
    public static PipelineParseResult Expand(
        TemplateInstance instance, TemplateDefinition template, int revision, IReadOnlyDictionary<string, StageTypeDescription> stageTypes)
    {
        var own = new FaultList();
        var values = VariableBinding.Bind(template, instance, own);
        if (own.Count > 0)
            return new() { Faults = own.ToList() };

        var inherited = 0;
        var faults = new FaultList();
        var substitution = new VariableSubstitution(values, template.Text, faults);
        if (substitution.Substitute(template.Pipeline, "spec") is not DocumentMapping body)
            return new() { Faults = Place(faults.ToList()) };

        inherited = (body["triggers"] as DocumentSequence)?.Items.Count ?? 0;
        var definition = ExpandedDocument.Read(template.Text, Detached(instance.Metadata), Merge(body, instance), stageTypes, faults);
        return faults.Count == 0 ? new() { Definition = definition } : new() { Faults = Place(faults.ToList()) };

        IReadOnlyList<DefinitionFault> Place(IReadOnlyList<DefinitionFault> found) =>
            [.. found.Select(fault => PathInInstance(fault.Path, instance, inherited) is { } path ? fault with { Path = path } : OfTemplate(fault)).OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];

        DefinitionFault OfTemplate(DefinitionFault fault)
        {
            var place = new TemplateFaultPlace(template.Name, revision, TemplateDocument.PathOf(fault.Path), fault.Line, fault.Column);
            var (path, at) = Blamed(fault.Path);
            return fault with
            {
                Path = path,
                Line = at.Line,
                Column = at.Column,
                Message = string.Create(CultureInfo.InvariantCulture, $"In revision {revision} of the template '{template.Name}', {place.Path} (line {place.Line}): {fault.Message}"),
                Template = place,
            };
        }

        (string Path, DocumentPlace Place) Blamed(string path)
        {
            for (var at = path; at.Length > 0; at = at[..Math.Max(at.LastIndexOfAny(['.', '[']), 0)])
            {
                if (!substitution.Substituted.TryGetValue(at, out var names))
                    continue;
                foreach (var name in names)
                {
                    if (instance.Variables?[name] is { } given)
                        return (DocumentPath.Field(TemplateInstance.VariablesPath, name), given.Place);
                }
            }

            return (TemplateInstance.TemplatePath, instance.Place.Place);
        }
    }

    private static DocumentMapping Merge(DocumentMapping body, TemplateInstance instance)
    {
        var fields = body.Fields.Where(field => !instance.Own.Any(own => own.Name == field.Name)).ToList();
        foreach (var own in instance.Own)
        {
            var value = ExpandedDocument.Detach(own.Value);
            if (own.Name == "triggers" && value is DocumentSequence added && body["triggers"] is DocumentSequence inherited)
                value = new DocumentSequence([.. inherited.Items, .. added.Items], added.Place);
            fields.Add(own with { Value = value });
        }

        return new(fields, body.Place);
    }

    private static DocumentMapping Detached(DocumentMapping map) => (DocumentMapping)ExpandedDocument.Detach(map);

    /// <summary>The path in the instance's document of what the instance says itself; null for what comes from the template.</summary>
    private static string? PathInInstance(string path, TemplateInstance instance, int inheritedTriggers)
    {
        if (path.StartsWith("metadata", StringComparison.Ordinal))
            return path;
        if (!instance.Own.Any(field => path == $"spec.{field.Name}" || path.StartsWith($"spec.{field.Name}.", StringComparison.Ordinal) || path.StartsWith($"spec.{field.Name}[", StringComparison.Ordinal)))
            return null;
        if (!path.StartsWith($"{Triggers}[", StringComparison.Ordinal))
            return path;

        var end = path.IndexOf(']', StringComparison.Ordinal);
        var index = int.Parse(path.AsSpan(Triggers.Length + 1, end - Triggers.Length - 1), CultureInfo.InvariantCulture) - inheritedTriggers;
        return index < 0 ? null : $"{Triggers}[{index.ToString(CultureInfo.InvariantCulture)}]{path[(end + 1)..]}";
    }
}
