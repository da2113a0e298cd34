using System.Text.Json.Nodes;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.CustomWebhooks;

namespace Pipeline.Stages.Feature.CustomWebhooks;

/// <summary>What <c>feature.custom-webhook</c> takes.</summary>
public sealed record CustomWebhookInput
{
    /// <summary>The name of the prepared webhook, a setting of the kind <c>custom-webhooks</c>.</summary>
    [SettingName(CustomWebhook.KindName)]
    public required string Webhook { get; init; }

    /// <summary>The values of its parameters by name. <c>GET /api/stage-types</c> lists which it takes.</summary>
    public JsonObject? Parameters { get; init; }
}
