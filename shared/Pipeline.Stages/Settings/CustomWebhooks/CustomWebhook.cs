using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Parameters;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature.Webhook;

namespace Pipeline.Stages.Settings.CustomWebhooks;

/// <summary>
/// A webhook that an operator has prepared: pipelines name it and give its parameters, and need not know its address, its credential, or how its
/// end is told. Source: Spinnaker's preconfigured webhooks.
/// </summary>
public sealed record CustomWebhook : ICheckedSetting
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "custom-webhooks";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "custom webhook",
        KoreanTitle = "사용자 정의 웹훅",
        Input = SettingsJson.Default.CustomWebhook,
    };

    /// <summary>What it is called in lists of stage types.</summary>
    public required string Title { get; init; }

    /// <summary>What the stages that use it give it.</summary>
    [UniqueBy("name")]
    public IReadOnlyList<CustomStageParameter> Parameters { get; set; } = [];

    /// <summary>The fields of <c>feature.webhook</c>, in which expressions read <c>${parameterValues['name']}</c> and nothing else of a run.</summary>
    [SecretReceiver]
    public required JsonObject Webhook { get; init; }

    /// <summary>The value of the <c>Authorization</c> header of every call, for example <c>Bearer …</c>.</summary>
    [SecretValue]
    public string? Authorization { get; init; }

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check()
    {
        var known = WebhookJson.Default.WebhookInput.Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (field, _) in Webhook.Where(field => !known.Contains(field.Key)))
            yield return new($"webhook.{field}", $"feature.webhook has no input '{field}'. It has {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        if (Webhook["url"] is not JsonValue url || url.GetValueKind() is not JsonValueKind.String)
            yield return new("webhook.url", "Write the address to call, for example https://chat.example.com/rooms/${parameterValues['room']}.");
        foreach (var (path, text) in Texts(Webhook, "webhook"))
        {
            foreach (var fault in FaultsOf(text))
                yield return new(path, fault);
        }

        foreach (var parameter in Parameters)
        {
            if (parameter.Pattern is { } pattern && ParameterPattern.FaultOf(pattern) is { } fault)
                yield return new("parameters", $"The pattern of '{parameter.Name}' {fault}.");
            if (parameter.Default is { } value && ParameterValue.FaultOf(parameter.Definition, value) is { } wrong)
                yield return new("parameters", $"The default of '{parameter.Name}': {wrong.Message}");
        }
    }

    private static IEnumerable<string> FaultsOf(string text)
    {
        var faults = ExpressionSyntax.Check(text);
        foreach (var fault in faults)
            yield return fault.ToString();
        if (faults.Count > 0)
            yield break;

        var references = ExpressionSyntax.References(text);
        foreach (var name in references.Variables.Where(name => name != CustomWebhookValues.Variable))
            yield return $"'{name}' is nothing that a custom webhook sees. Declare a parameter, and read it as ${{{CustomWebhookValues.Variable}['{name}']}}.";
    }

    private static IEnumerable<(string Path, string Text)> Texts(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Texts(field.Value, $"{path}.{field.Key}")),
        JsonArray items => items.SelectMany((item, index) => Texts(item, $"{path}[{index}]")),
        JsonValue value when value.GetValueKind() is JsonValueKind.String => [(path, value.GetValue<string>())],
        _ => [],
    };
}
