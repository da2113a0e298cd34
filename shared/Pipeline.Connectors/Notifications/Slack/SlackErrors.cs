namespace Pipeline.Connectors.Notifications.Slack;

/// <summary>The words with which incoming webhooks refuse (docs.slack.dev, "Sending messages using incoming webhooks", handling errors).</summary>
internal static class SlackErrors
{
    /// <summary>What to change; null for a word that is not known.</summary>
    public static string? Explain(string word) => word switch
    {
        "invalid_payload" or "invalid_blocks" or "invalid_blocks_format" or "no_text" or "too_many_attachments" => "Slack does not take the message as it is written",
        "channel_not_found" => "the webhook's channel was deleted: make a webhook for another one",
        "channel_is_archived" => "the webhook's channel is archived: unarchive it or make a webhook for another one",
        "user_not_found" => "the person whom the webhook writes to no longer exists",
        "action_prohibited" => "an administrator of the workspace does not let webhooks post there",
        "posting_to_general_channel_denied" => "an administrator of the workspace does not let webhooks post to its general channel",
        "no_service" or "no_service_id" or "no_active_hooks" => "the webhook was removed, disabled or never existed: make a new one and set its URL",
        "invalid_token" or "no_team" => "the webhook's URL is wrong: copy it again from the Slack app's page",
        "team_disabled" => "the workspace was closed",
        _ => null,
    };
}
