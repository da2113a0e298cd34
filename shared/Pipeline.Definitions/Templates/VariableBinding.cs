using System.Text.Json.Nodes;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Parameters;

namespace Pipeline.Definitions.Templates;

/// <summary>Gives a template's variables the values of an instance, as <see cref="ParameterBinding"/> does for a run.</summary>
internal static class VariableBinding
{
    /// <summary>The value of every variable, null for one that has none.</summary>
    /// <param name="template">The template.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="faults">Takes what is wrong, with its place in the instance's document.</param>
    public static JsonObject Bind(TemplateDefinition template, TemplateInstance instance, FaultList faults)
    {
        var values = new JsonObject();
        var given = instance.Variables;
        foreach (var variable in template.Variables)
        {
            var path = DocumentPath.Field(TemplateInstance.VariablesPath, variable.Name);
            values[variable.Name] = variable.Default?.DeepClone();
            if (given?[variable.Name] is { } node and not DocumentScalar { Kind: ScalarKind.Null })
                values[variable.Name] = Checked(variable, node, path, faults);
            else if (variable is { Required: true, Default: null })
                faults.Add(path, (given ?? instance.Place).Place, DefinitionFaultCode.Missing, $"The template '{template.Name}' requires the variable '{variable.Name}'.");
        }

        var names = template.Variables.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var field in given?.Fields.Where(field => !names.Contains(field.Name)) ?? [])
        {
            var known = names.Count == 0 ? "It has none." : $"Its variables: {string.Join(", ", names.Take(20))}.";
            faults.Add(
                DocumentPath.Field(TemplateInstance.VariablesPath, field.Name),
                field.Place,
                DefinitionFaultCode.UnknownField,
                $"The template '{template.Name}' has no variable '{DocumentFaults.Shorten(field.Name)}'. {known}",
                faults.Nearest(field.Name, names));
        }

        return values;
    }

    private static JsonNode? Checked(ParameterDefinition variable, DocumentNode node, string path, FaultList faults)
    {
        var value = node.ToJson()!;
        if (ParameterValue.FaultOf(variable, value) is { } fault)
            faults.Add(path, node.Place, fault.Code, fault.Message, fault.Suggestion);
        CheckTexts(node, path, faults);
        return value;
    }

    private static void CheckTexts(DocumentNode node, string path, FaultList faults)
    {
        switch (node)
        {
            case DocumentMapping map:
                foreach (var field in map.Fields)
                    CheckTexts(field.Value, DocumentPath.Field(path, field.Name), faults);
                break;
            case DocumentSequence list:
                foreach (var (index, item) in list.Items.Index())
                    CheckTexts(item, DocumentPath.Item(path, index), faults);
                break;
            case DocumentScalar { HoldsExpression: true } scalar when Expressions.ExpressionSyntax.References(scalar.Text).Variables.Contains(VariableReferences.Root):
                faults.Add(path, scalar.Place, DefinitionFaultCode.InvalidExpression, "Variables are known in the template only; write the value, or an expression for the run such as ${parameters.name}.");
                break;
        }
    }
}
