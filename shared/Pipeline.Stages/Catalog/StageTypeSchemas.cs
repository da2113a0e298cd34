using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Definitions.Documents;
using Pipeline.Stages.Settings;

namespace Pipeline.Stages.Catalog;

/// <summary>The stage types as validation, forms and reference pages know them, derived from their typed inputs.</summary>
public static class StageTypeSchemas
{
    private static readonly Lazy<FrozenDictionary<string, StageTypeDescription>> Descriptions = new(() =>
        StageCatalog.All.ToFrozenDictionary(type => type.Name, Describe, StringComparer.Ordinal));

    private static readonly Lazy<MemberDocumentation> Documentation = new(() => MemberDocumentation.Of(typeof(StageTypeSchemas).Assembly, typeof(Definitions.PipelineDefinition).Assembly));

    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Transform,
    };

    /// <summary>Every stage type of <see cref="StageCatalog"/> by name. Made at the first look.</summary>
    public static IReadOnlyDictionary<string, StageTypeDescription> All => Descriptions.Value;

    /// <summary>Describes a stage type.</summary>
    public static StageTypeDescription Describe(StageType type) => new()
    {
        Type = type.Name,
        Group = type.Group,
        Title = new(type.Title, type.KoreanTitle),
        Description = Documentation.Value.Of(type.StageClass) ?? type.Title,
        Example = Documentation.Value.ExampleOf(type.StageClass),
        InputSchema = InputSchema(type.Input),
    };

    /// <summary>What a setting of a kind is, in the words of its documentation.</summary>
    public static string Describe(SettingKind kind) => Documentation.Value.Of(kind.Input.Type) ?? kind.Title;

    /// <summary>The JSON Schema of a kind of setting.</summary>
    public static JsonObject SchemaOf(SettingKind kind) => InputSchema(kind.Input);

    /// <summary>The JSON Schema of a stage's <c>with</c>.</summary>
    internal static JsonObject InputSchema(JsonTypeInfo input) => input.GetJsonSchemaAsNode(Options).AsObject();

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var schema = node as JsonObject ?? [];
        if (context.PropertyInfo?.CustomConverter is IDescribedConverter converter)
            schema = converter.Schema;
        else if (type == typeof(TimeSpan))
            schema = new() { ["type"] = "string", ["format"] = "duration" };
        else if (type == typeof(JsonObject))
            schema = new() { ["type"] = "object" };
        else
            RemoveNull(schema);
        if (context.TypeInfo.Kind is JsonTypeInfoKind.Object)
        {
            schema["additionalProperties"] = false;
            InputDefaults.AddTo(schema, context.TypeInfo);
            if (type.GetCustomAttribute<ExactlyOneOfAttribute>() is { } alternatives)
                schema["oneOf"] = new JsonArray([.. alternatives.Fields.Select(field => new JsonObject { ["required"] = new JsonArray(field) })]);
        }

        if (type.IsEnum && schema["enum"] is JsonArray names)
        {
            var meanings = names.Select(name => DescriptionOf(type, name!.ToString())).ToArray();
            if (meanings.All(meaning => meaning is not null))
                schema["enumDescriptions"] = new JsonArray([.. meanings.Select(meaning => JsonValue.Create(meaning))]);
        }

        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property)
            Describe(schema, property);
        return schema.Count == 0 ? node : schema;
    }

    /// <summary>What a property's documentation and attributes say of it; what a form needs to know beside the type.</summary>
    private static void Describe(JsonObject schema, PropertyInfo property)
    {
        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } text)
            schema["pattern"] = text.Pattern;
        if (property.GetCustomAttribute<RangeAttribute>() is { Minimum: int least, Maximum: int most })
            (schema["minimum"], schema["maximum"]) = (least, most);
        if (property.GetCustomAttribute<UniqueByAttribute>() is { } unique)
            schema["x-unique-by"] = unique.Field;
        if (property.IsDefined(typeof(SecretValueAttribute)))
            schema["writeOnly"] = true;
        if (property.GetCustomAttribute<SettingNameAttribute>() is { } setting)
            schema["x-setting"] = setting.Kind;
        if (property.GetCustomAttribute<ChoicesAttribute>() is { } choices)
            schema["x-choices"] = new JsonObject { ["setting"] = JsonNamingPolicy.CamelCase.ConvertName(choices.Setting), ["what"] = choices.What };
        if (Documentation.Value.Of(property) is { } description)
            schema.Insert(0, "description", description);
    }

    /// <summary>What a value of an enumeration means, as editors show it beside the value.</summary>
    private static string? DescriptionOf(Type type, string name) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => (field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name) == name)
            .Select(field => Documentation.Value.Of(field))
            .FirstOrDefault();

    /// <summary>A property may be left out; null is not a value of its own.</summary>
    private static void RemoveNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            var rest = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToArray();
            schema["type"] = rest.Length == 1 ? rest[0] : new JsonArray([.. rest.Select(type => JsonValue.Create(type))]);
        }

        if (schema["enum"] is JsonArray values)
        {
            foreach (var missing in values.Where(value => value is null).ToArray())
                values.Remove(missing);
            schema["type"] ??= "string";
        }
    }
}
