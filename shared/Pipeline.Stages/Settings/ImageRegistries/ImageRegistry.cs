using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Settings.ImageRegistries;

/// <summary>A registry of container images, whose pushes start runs.</summary>
public sealed record ImageRegistry : ICheckedSetting
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "image-registries";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "image registry",
        KoreanTitle = "이미지 저장소",
        Input = SettingsJson.Default.ImageRegistry,
        Connect = services => new ImageRegistryConnection(services.GetRequiredService<OutboundHttp>()),
    };

    /// <summary>The address, for example <c>https://registry.example.com</c>; left out: Docker Hub.</summary>
    [SecretReceiver]
    public Uri? Url { get; init; }

    /// <summary>Who signs in; left out: nobody does, only public images are seen.</summary>
    [SecretReceiver]
    public string? User { get; init; }

    /// <summary>The password or access token.</summary>
    [SecretValue]
    public string? Password { get; init; }

    /// <summary>What the registry sends or signs its notifications with; left out: notifications are refused.</summary>
    [SecretValue]
    public string? WebhookSecret { get; init; }

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check()
    {
        if (Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0))
            yield return new("url", "Write an http or https address without user and query, for example https://registry.example.com.");
        if (User is null && Password is not null)
            yield return new("user", "A password needs the user that it belongs to.");
        if (WebhookSecret is { Length: < 8 })
            yield return new("webhookSecret", "Write at least 8 characters; whoever knows the secret can start runs.");
    }
}
