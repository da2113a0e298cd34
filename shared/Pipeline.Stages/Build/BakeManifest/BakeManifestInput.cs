using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.ChartRepositories;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>What <c>build.bake-manifest</c> takes.</summary>
[ExactlyOneOf("chartRepository", "file", "artifact")]
public sealed record BakeManifestInput
{
    /// <summary>What renders the template.</summary>
    public BakeEngine Engine { get; set; } = BakeEngine.Helm;

    /// <summary>The template is a chart of this setting of the kind <c>chart-repositories</c>.</summary>
    [SettingName(Settings.ChartRepositories.ChartRepository.KindName)]
    public string? ChartRepository { get; init; }

    /// <summary>The chart's name in the repository.</summary>
    [Choices(nameof(ChartRepository), ChartRepositoryConnection.Charts)]
    public string? Chart { get; init; }

    /// <summary>The chart's version, or a range of versions of which the newest is taken: <c>^1.2</c>, <c>~1</c>, <c>&gt;=1 &lt;2</c>; left out: the newest.</summary>
    [Choices(nameof(ChartRepository), ChartRepositoryConnection.Versions)]
    public string? Version { get; init; }

    /// <summary>
    /// The template is a file of a source repository: a packaged chart (.tgz); with the engine <c>kustomize</c> a folder with a kustomization.
    /// </summary>
    public BakeFile? File { get; init; }

    /// <summary>
    /// The template is the artifact of this id: a packaged chart (.tgz) or a chart of a repository (helm/chart); with the engine <c>kustomize</c> a
    /// repository (git/repo) or an archive (.tgz).
    /// </summary>
    public string? Artifact { get; init; }

    /// <summary>The folder of the kustomization in the artifact; left out: the root.</summary>
    public string? KustomizationPath { get; init; }

    /// <summary>The release's name, which charts put into the names of what they make. Needed with the engine <c>helm</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace of the release. It is also written into every object that lies in a namespace and names none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Values files, in their order: a later one wins.</summary>
    public IReadOnlyList<BakeOverride> Overrides { get; set; } = [];

    /// <summary>
    /// Single values, which win over all files, by their path in helm's language: <c>image.tag</c>, <c>ports[0].name</c>. A value may be a text, a
    /// number, a boolean, or a list or map of such. Texts are taken as they stand.
    /// </summary>
    public JsonObject Values { get; set; } = [];

    /// <summary>
    /// Whether values that look like a boolean, a whole number or <c>null</c> become that (helm's <c>--set</c>). If not, every value is a text (<c>--set-string</c>).
    /// </summary>
    public bool ReplaceBasicTypes { get; set; }

    /// <summary>Whether the chart's custom resource definitions are put out too.</summary>
    public bool IncludeCrds { get; set; }

    /// <summary>The version of Kubernetes that the chart is to reckon with, for example <c>1.32</c>.</summary>
    public string? KubeVersion { get; init; }

    /// <summary>API versions that the chart is to reckon with besides, for example <c>monitoring.coreos.com/v1</c>.</summary>
    public IReadOnlyList<string> ApiVersions { get; set; } = [];

    /// <summary>The names of settings of the kind <c>chart-repositories</c> from which charts that the chart needs may be fetched, besides <see cref="ChartRepository"/>.</summary>
    [SettingName(Settings.ChartRepositories.ChartRepository.KindName)]
    public IReadOnlyList<string> DependencyRepositories { get; set; } = [];

    /// <summary>Whether to render anew even where the same was rendered before.</summary>
    public bool Rebake { get; set; }

    /// <summary>The name of the artifact that is put out; left out: <see cref="Name"/>.</summary>
    public string? OutputName { get; init; }
}

/// <summary>What renders a template.</summary>
[JsonConverter(typeof(NamedValueConverter<BakeEngine>))]
public enum BakeEngine
{
    /// <summary>Helm, from a chart.</summary>
    [JsonStringEnumMemberName("helm")] Helm,

    /// <summary>Kustomize, from a kustomization.</summary>
    [JsonStringEnumMemberName("kustomize")] Kustomize,
}

/// <summary>A file in a source repository.</summary>
public sealed record BakeFile
{
    /// <summary>The name of the setting of the kind <c>source-repositories</c>.</summary>
    [SettingName(SourceRepository.KindName)]
    public required string Source { get; init; }

    /// <summary>The repository, for example <c>team/shop</c>; empty where the setting's address is the repository's.</summary>
    public string Repository { get; set; } = "";

    /// <summary>The path from the repository's root.</summary>
    public required string Path { get; init; }

    /// <summary>The branch whose newest commit is taken; of <c>branch</c>, <c>tag</c> and <c>commit</c> at most one, and none for the default branch.</summary>
    public string? Branch { get; init; }

    /// <summary>The tag whose commit is taken.</summary>
    public string? Tag { get; init; }

    /// <summary>The commit that is taken.</summary>
    public string? Commit { get; init; }
}

/// <summary>A values file.</summary>
[ExactlyOneOf("file", "artifact")]
public sealed record BakeOverride
{
    /// <summary>A file of a source repository.</summary>
    public BakeFile? File { get; init; }

    /// <summary>The artifact of this id.</summary>
    public string? Artifact { get; init; }
}
