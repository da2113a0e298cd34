using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Feature.Webhook;
using Pipeline.Stages.Settings.CustomStages;

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
        if (Webhook["url"] is not JsonValue url || url.GetValueKind() is not JsonValueKind.String)
            yield return new("webhook.url", "Write the address to call, for example https://chat.example.com/rooms/${parameterValues['room']}.");
        foreach (var fault in CustomStageFaults.OfInputs("webhook", Webhook, "feature.webhook", WebhookJson.Default.WebhookInput).Concat(CustomStageFaults.OfParameters(Parameters)))
            yield return fault;
    }
}
