using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.DataProtection;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Tests.Runs;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Deploy.Manifests;

/// <summary>The stage over a cluster in memory and a storage of its own.</summary>
internal sealed class DeployFixture : IAsyncDisposable
{
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);
    private readonly EphemeralDataProtectionProvider _protection = new();
    private readonly TemporaryFolder _folder;
    private readonly EmbeddedStorage _storage;

    private DeployFixture(TemporaryFolder folder, EmbeddedStorage storage) => (_folder, _storage) = (folder, storage);

    public static async Task<DeployFixture> CreateAsync()
    {
        var folder = new TemporaryFolder();
        return new(folder, await EmbeddedStorage.OpenAsync(folder.Path, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    public DeployCluster Cluster { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    /// <summary>The artifacts that the stage sees.</summary>
    public List<BoundArtifact> Artifacts { get; } = [];

    /// <summary>Runs the stage to its end.</summary>
    /// <param name="manifests">The manifests.</param>
    /// <param name="with">Its other inputs, as JSON without braces.</param>
    /// <param name="run">The run.</param>
    public async Task<DeployEnd> DeployAsync(string manifests, string with = "", string run = "run1")
    {
        var harness = Stage(manifests, with, run);
        var step = await harness.RunAsync();
        return new(step, harness);
    }

    /// <summary>The stage, before its first step.</summary>
    public StageHarness Stage(string manifests, string with = "", string run = "run1")
    {
        var stage = new DeployManifestStage(
            Cluster, new NoSettings(), _http, new ArtifactContents(_storage), _storage, _protection, new NoChildRuns(), Time);
        var rest = with.Length == 0 ? "" : $",{with}";
        return new(stage, DeployManifestStage.Type, Time, $$"""{"target":"prod","manifests":{{JsonSerializer.Serialize(manifests)}}{{rest}}}""") { Run = run, Artifacts = new(Artifacts, []) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class NoSettings : ISettings
    {
        public ValueTask<TSetting?> FindAsync<TSetting>(string application, string kind, string name, JsonTypeInfo<TSetting> input, CancellationToken cancellationToken)
            where TSetting : class => default;
    }
}

/// <summary>How a deploy ended.</summary>
internal sealed record DeployEnd(StageStep Step, StageHarness Harness)
{
    /// <summary>The outputs of a deploy that succeeded.</summary>
    public JsonObject Succeeded => Step switch
    {
        StageStep.Succeeded succeeded => succeeded.Outputs!,
        StageStep.Failed failed => throw new InvalidOperationException($"It failed: {failed.Error.Code}: {failed.Error.Message}"),
        _ => throw new InvalidOperationException($"It ended as {Step}"),
    };

    /// <summary>The error of a deploy that failed.</summary>
    public StageError Error => Assert.IsType<StageStep.Failed>(Step).Error;

    /// <summary>The changes, each as what and action.</summary>
    public string Changes => string.Join("; ", (Harness.Outputs?["changes"] as JsonArray ?? []).Select(each => $"{each!["object"]} {each["action"]}"));
}
