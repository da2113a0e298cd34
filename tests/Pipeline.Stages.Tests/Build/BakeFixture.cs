using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Connectors.Helm.Programs;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Build.BakeManifest;
using Pipeline.Stages.Settings;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Stages.Tests.Build;

/// <summary>The stage with the real programs, storage of its own, and settings by their names.</summary>
internal sealed class BakeFixture : IAsyncDisposable
{
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);
    private readonly TemporaryFolder _folder = new();
    private readonly EmbeddedStorage _storage;

    private BakeFixture(TemporaryFolder folder, EmbeddedStorage storage) => (_folder, _storage) = (folder, storage);

    public ManualTimeProvider Time { get; } = new();

    /// <summary>The settings, by their names.</summary>
    public Dictionary<string, object> Settings { get; } = new(StringComparer.Ordinal);

    public ArtifactContents Contents => new(_storage);

    public BakeStore Bakes => new(_storage);

    public static async Task<BakeFixture> CreateAsync()
    {
        var folder = new TemporaryFolder();
        return new(folder, await EmbeddedStorage.OpenAsync(folder["data"], TimeProvider.System, TestContext.Current.CancellationToken));
    }

    /// <summary>A stage with these inputs; the real programs unless others are named.</summary>
    public StageHarness Stage(string with, RenderingOptions? options = null, params (string Id, Artifact Artifact)[] artifacts)
    {
        options ??= new() { Helm = KubectlLayer.Helm, Kubectl = KubectlLayer.Kubectl };
        var stage = new BakeManifestStage(new NamedSettings(Settings), _http, Time, Contents, Bakes, options);
        return new(stage, BakeManifestStage.Type, Time, $"{{{with}}}")
        {
            Artifacts = new([.. artifacts.Select(static each => new BoundArtifact(each.Id, each.Artifact, ArtifactSource.Received))], []),
        };
    }

    /// <summary>The manifests that a stage has put out.</summary>
    public async Task<string> ManifestsAsync(JsonObject? outputs, string run = "run1")
    {
        var artifact = Assert.Single(ArtifactOutputs.Read(outputs!["artifacts"], keepsProvenance: false).Artifacts!);
        return Encoding.UTF8.GetString((await Contents.ReadAsync(run, artifact, TestContext.Current.CancellationToken))!.Value.Span);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class NamedSettings(Dictionary<string, object> settings) : ISettings
    {
        public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
            where TSetting : class => new(application == "shop" ? settings.GetValueOrDefault(name) as TSetting : null);
    }
}
