using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Helm.Repositories;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Settings.ChartRepositories;

/// <summary>A repository of Helm charts: over HTTP with an <c>index.yaml</c>, or an OCI registry.</summary>
public sealed record ChartRepository : ICheckedSetting
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "chart-repositories";

    /// <summary>The kind's line in the catalog.</summary>
    public static SettingKind Kind { get; } = new()
    {
        Name = KindName,
        Title = "chart repository",
        KoreanTitle = "차트 저장소",
        Input = SettingsJson.Default.ChartRepository,
        Connect = services => new ChartRepositoryConnection(services.GetRequiredService<OutboundHttp>()),
    };

    /// <summary>
    /// The address: <c>https://charts.example.com</c>, below which its index.yaml is, or <c>oci://registry.example.com/charts</c>, below which its
    /// charts are.
    /// </summary>
    [SecretReceiver]
    public required Uri Url { get; init; }

    /// <summary>Who signs in; left out: nobody does, only public charts are seen.</summary>
    [SecretReceiver]
    public string? User { get; init; }

    /// <summary>The password or access token.</summary>
    [SecretValue]
    public string? Password { get; init; }

    /// <summary>Whether an OCI registry is reached over http; left out: over https.</summary>
    [SecretReceiver]
    public bool PlainHttp { get; init; }

    private bool IsOci => Url.Scheme == OciChartRepository.Scheme;

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Check()
    {
        if (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https" or OciChartRepository.Scheme) || Url.Host.Length == 0 || Url.UserInfo.Length > 0 || Url.Query.Length > 0)
            yield return new("url", "Write an address of https, http or oci without user and query, for example https://charts.example.com or oci://registry.example.com/charts.");
        else if (PlainHttp && !IsOci)
            yield return new("plainHttp", "It is for OCI registries alone: write http:// into the address of another repository.");
        if (User is null && Password is not null)
            yield return new("user", "A password needs the user that it belongs to.");
    }

    /// <summary>The repository, as the setting's user sees it.</summary>
    internal IChartRepository Open(OutboundHttp http)
    {
        var credential = User is null ? null : new NetworkCredential(User, Password);
        return IsOci ? new OciChartRepository(http, Url, credential, PlainHttp) : new HttpChartRepository(http, Url, credential);
    }
}
