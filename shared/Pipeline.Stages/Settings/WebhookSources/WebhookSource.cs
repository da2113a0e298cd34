namespace Pipeline.Stages.Settings.WebhookSources;

/// <summary>Somebody who calls <c>POST /api/hooks/{source}</c>, and how the calls are told from anybody else's.</summary>
public sealed record WebhookSource : ICheckedSetting
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "webhook-sources";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "webhook source",
        KoreanTitle = "웹훅 소스",
        Input = SettingsJson.Default.WebhookSource,
    };

    /// <summary>
    /// What the caller signs each body with (HMAC-SHA256, sent as <c>X-Signature-256: sha256=…</c> or <c>X-Hub-Signature-256</c>), or sends
    /// along as it is (<c>Authorization: Bearer …</c>).
    /// </summary>
    [SecretValue]
    public required string Secret { get; init; }

    /// <summary>Whether the secret itself is not accepted, only signatures made with it.</summary>
    public bool SignedOnly { get; init; }

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check()
    {
        if (Secret.Length < 8)
            yield return new("secret", "Write at least 8 characters; whoever knows the secret can start runs.");
    }
}
