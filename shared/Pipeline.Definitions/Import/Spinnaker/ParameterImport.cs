using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>The parameters of a pipeline (reference A10). Spinnaker's are texts unless a default says otherwise.</summary>
internal static class ParameterImport
{
    public static JsonObject Read(SpinnakerObject parameter)
    {
        var fields = new JsonObject { ["name"] = parameter.Text("name") ?? "" };
        Add(fields, "label", parameter.TextIfAny("label"));
        Add(fields, "description", parameter.TextIfAny("description"));
        var required = parameter.Boolean("required") ?? false;
        var value = parameter.Take("default");
        var options = Options(parameter);
        if (options.Count == 0 && TypeOf(value) is { } type)
            fields["type"] = type;
        if (required)
            fields["required"] = true;
        if (Default(parameter, value, options, required) is { } given)
            fields["default"] = given;
        if (options.Count > 0)
            fields["options"] = new JsonArray([.. options.Select(option => (JsonNode)option)]);

        parameter.Miss("constraint", "the constraint", "no counterpart", "A 'pattern' can check the text, for example ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ for a date.");
        parameter.Miss("condition", "the condition under which the parameter is shown", "a form shows all parameters", "Say in the description when it is needed.");
        parameter.Miss("pinned", "that the parameter is pinned", "a form shows all parameters alike", "Nothing, unless people look for it at the top.");
        return fields;
    }

    private static List<string> Options(SpinnakerObject parameter)
    {
        if (parameter.Boolean("hasOptions") is false)
        {
            parameter.Ignore("options");
            return [];
        }

        var options = parameter.Maps("options").Select(option => option.Text("value")).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return options is [""] ? [] : options;
    }

    private static JsonNode? Default(SpinnakerObject parameter, JsonNode? value, List<string> options, bool required)
    {
        if (value is null)
            return null;

        var path = parameter.PathOf("default");
        var text = SpinnakerObject.ScalarText(value);
        if (text?.Contains("${", StringComparison.Ordinal) == true)
            parameter.Report.Miss(path, $"the expression in the default {text}", "a default is not evaluated", "Evaluate it in a feature.evaluate-variables stage.");

        // A blank default stands for none where a value must be given, and where only certain values can be.
        if (text is "" && required)
            return null;
        if (text is "" && options.Count > 0 && !options.Contains(""))
        {
            parameter.Report.Miss(path, "the blank default", "it is none of the options, and a parameter without a value has no place in parameters", "Add '' to the options, or read it as parameters['…'], which is null when nothing was chosen.");
            return null;
        }

        return options.Count > 0 && text is not null ? text : value;
    }

    private static string? TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => null,
    };

    private static void Add(JsonObject fields, string name, string? value)
    {
        if (value is not null)
            fields[name] = value;
    }
}
