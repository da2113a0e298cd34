using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Definitions;

namespace Pipeline.Stages.Settings.SourceRepositories;

/// <summary>A git server that pipelines take their source from, and whose hooks start runs.</summary>
public sealed record SourceRepository : ICheckedSetting
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "source-repositories";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "source repository",
        KoreanTitle = "소스 저장소",
        Input = SettingsJson.Default.SourceRepository,
        Connect = services => new SourceRepositoryConnection(services.GetRequiredService<OutboundHttp>(), services.GetRequiredService<TimeProvider>()),
    };

    /// <summary>What the server is.</summary>
    public required SourceRepositoryHost Host { get; init; }

    /// <summary>
    /// The address: of GitHub Enterprise Server or GitLab when it is not the public one, for example <c>https://gitlab.example.com</c>; of
    /// the repositories themselves, without the name, for another git server, or of one repository there.
    /// </summary>
    [SecretReceiver]
    public Uri? Url { get; init; }

    /// <summary>The name with which a git server is asked in; GitHub and GitLab need none.</summary>
    [SecretReceiver]
    public string? User { get; init; }

    /// <summary>The token or password; left out: only public repositories.</summary>
    [SecretValue]
    public string? Token { get; init; }

    /// <summary>What the server signs its hooks with (GitHub), or sends along (GitLab and others); left out: hooks are refused.</summary>
    [SecretValue]
    public string? WebhookSecret { get; init; }

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check()
    {
        if (Url is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0))
            yield return new("url", "Write an http or https address without user and query, for example https://gitlab.example.com.");
        if (Host is SourceRepositoryHost.Git && Url is null)
            yield return new("url", "A git server that is neither GitHub nor GitLab needs its address, for example https://git.example.com.");
        if (WebhookSecret is { Length: < 8 })
            yield return new("webhookSecret", "Write at least 8 characters; whoever knows the secret can start runs.");
    }
}

/// <summary>What a git server is.</summary>
[JsonConverter(typeof(NamedValueConverter<SourceRepositoryHost>))]
public enum SourceRepositoryHost
{
    /// <summary>GitHub or GitHub Enterprise Server.</summary>
    [JsonStringEnumMemberName("github")] GitHub,

    /// <summary>GitLab.</summary>
    [JsonStringEnumMemberName("gitlab")] GitLab,

    /// <summary>Any other server that speaks git over HTTP.</summary>
    [JsonStringEnumMemberName("git")] Git,
}
