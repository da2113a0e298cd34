using System.Text.Json.Nodes;
using Pipeline.Definitions.Parameters;

namespace Pipeline.Definitions.Documents;

/// <summary>Reads the parameters of a pipeline, or what else is declared as they are.</summary>
/// <param name="faults">Takes what is wrong.</param>
/// <param name="noun">What messages call one of them.</param>
internal sealed class ParameterReader(FaultList faults, string noun = "parameter")
{
    public IReadOnlyList<ParameterDefinition> ReadAll(FieldReader spec, string name)
    {
        var places = new Dictionary<string, DocumentPlace>(StringComparer.Ordinal);
        var parameters = new List<ParameterDefinition>();
        var items = spec.List(name, DocumentLimits.Parameters);
        for (var index = 0; index < items.Count; index++)
        {
            var path = DocumentPath.Item(spec.PathOf(name), index);
            if (items[index] is not DocumentMapping mapping)
            {
                DocumentFaults.WrongType(faults, path, items[index], "a map with the field name");
                continue;
            }

            var parameter = Read(new(mapping, path, faults), path);
            if (parameter.Name.Length > 0 && !places.TryAdd(parameter.Name, mapping.Place))
            {
                var place = mapping["name"]!.Place;
                faults.Add($"{path}.name", place, DefinitionFaultCode.Duplicate, $"A {noun} '{parameter.Name}' stands on line {places[parameter.Name].Line} already.");
            }

            parameters.Add(parameter);
        }

        return parameters;
    }

    private ParameterDefinition Read(FieldReader fields, string path)
    {
        var name = fields.Name("name");
        if (name is not null && !NamingRules.IsParameterName(name.Text))
            faults.Add($"{path}.name", name.Place, DefinitionFaultCode.InvalidName, $"'{DocumentFaults.Shorten(name.Text)}' is no {noun} name: use {NamingRules.ParameterRule}.");

        var parameter = new ParameterDefinition
        {
            Name = name?.Text ?? "",
            Label = fields.Text("label"),
            Description = fields.Text("description"),
            Type = fields.Choice("type", Choices.ParameterTypes),
            Required = fields.Boolean("required"),
            Pattern = fields.Text("pattern"),
            Secret = fields.Boolean("secret"),
        };
        var isPatternUsable = CheckPattern(fields, parameter);
        var defaultNode = fields.Value("default");
        var options = fields.List("options", limit: 1_000);
        fields.RefuseOthers();
        if (parameter.Secret && (defaultNode is not null || options.Count > 0))
        {
            faults.Add(
                $"{path}.secret",
                fields.Mapping["secret"]!.Place,
                DefinitionFaultCode.InvalidValue,
                "A secret parameter has no default and no options: documents are not secret. Keep the value as a secret and read it as ${secrets.name}.");
        }

        var checkedBy = isPatternUsable ? parameter : parameter with { Pattern = null };
        var values = options.Select((node, index) => Value(node, DocumentPath.Item($"{path}.options", index), checkedBy)).OfType<JsonNode>().ToList();
        checkedBy = checkedBy with { Options = values.Count == options.Count ? values : [] };
        return parameter with { Options = values, Default = defaultNode is null ? null : Value(defaultNode, $"{path}.default", checkedBy) };
    }

    private bool CheckPattern(FieldReader fields, ParameterDefinition parameter)
    {
        if (parameter.Pattern is null)
            return true;

        var fault = parameter.Type is ParameterType.Text
            ? ParameterPattern.FaultOf(parameter.Pattern)
            : $"Only {noun}s of type string have a pattern.";
        if (fault is not null)
            faults.Add(fields.PathOf("pattern"), fields.Mapping["pattern"]!.Place, DefinitionFaultCode.InvalidPattern, fault);
        return fault is null;
    }

    private JsonNode? Value(DocumentNode node, string path, ParameterDefinition parameter)
    {
        if (node is DocumentScalar { Kind: ScalarKind.Null })
        {
            DocumentFaults.WrongType(faults, path, node, ParameterValue.Describe(parameter.Type));
            return null;
        }

        var value = node.ToJson()!;
        if (ParameterValue.FaultOf(parameter, value) is { } fault)
            faults.Add(path, node.Place, fault.Code, fault.Message, fault.Suggestion);
        return value;
    }
}
