namespace Pipeline.Stages.Settings.Security;

/// <summary>The key pair of a user account of NHN Cloud, by which stages act there.</summary>
public sealed record SecurityAccount
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "security";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "security setting",
        KoreanTitle = "보안 설정",
        Input = SettingsJson.Default.SecurityAccount,
    };

    /// <summary>The User Access Key ID.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The Secret Access Key.</summary>
    [SecretValue]
    public required string SecretKey { get; init; }
}
