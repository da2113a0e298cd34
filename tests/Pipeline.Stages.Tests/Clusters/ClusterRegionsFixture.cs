using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections.Credentials;
using Pipeline.Definitions.Manifests;
using Pipeline.Simulators.Kubernetes;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Clusters;
using Pipeline.Stages.Clusters.Kubernetes;
using Pipeline.Stages.Deploy.Manifests;
using Pipeline.Stages.Feature;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.DeploymentTargets;
using Pipeline.Stages.Tests.Runs;
using Pipeline.Stages.Tests.Settings;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Stages.Tests.Clusters;

/// <summary>Two simulated clusters, the regions <c>korea</c> and <c>japan</c>, each with the namespace <c>shop</c> and the Service <c>web</c> in it.</summary>
internal sealed class ClusterRegionsFixture : IAsyncDisposable, IDeploymentTargets
{
    private static readonly Dictionary<string, StageType> Types = new StageType[]
    {
        CloneServerGroupStage.Type, DestroyServerGroupStage.Type, DisableClusterStage.Type, DisableServerGroupStage.Type, EnableServerGroupStage.Type, FindImageStage.Type,
        ResizeServerGroupStage.Type, RollbackClusterStage.Type, ScaleDownClusterStage.Type, ShrinkClusterStage.Type,
    }.ToDictionary(type => type.Name["cluster.".Length..]);

    private readonly Dictionary<string, (KubernetesSimulator Simulator, KubernetesClient Client)> _regions = [];
    private readonly EphemeralDataProtectionProvider _protection = new();
    private readonly OutboundHttp _http = new(new(), TimeProvider.System);
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;

    /// <summary>Whether the regions may only be looked at.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>The settings that stages find, by name.</summary>
    public NamedSettings Settings { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    /// <summary>What stages are made with.</summary>
    public IServiceProvider Services => ServicesAt(Time);

    /// <summary>The same for stages that watch a cluster, which goes by its own clock.</summary>
    public IServiceProvider ServicesInRealTime => ServicesAt(TimeProvider.System);

    private ServiceProvider ServicesAt(TimeProvider time) => new ServiceCollection()
        .AddSingleton(time)
        .AddSingleton<IDeploymentTargets>(this)
        .AddSingleton<ISettings>(Settings)
        .AddSingleton(_http)
        .AddSingleton(new ArtifactContents(_storage))
        .AddSingleton<IStorage>(_storage)
        .AddSingleton<IDataProtectionProvider>(_protection)
        .AddSingleton<IChildRuns>(new NoChildRuns())
        .AddSingleton<IServerGroupProvider>(new KubernetesServerGroupProvider(this, new VersionReservations(_storage), time))
        .BuildServiceProvider();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ClusterRegionsFixture> StartAsync()
    {
        var fixture = new ClusterRegionsFixture();
        fixture._storage = await EmbeddedStorage.OpenAsync(fixture._folder.Path, TimeProvider.System, Cancellation);
        foreach (var region in new[] { "korea", "japan" })
        {
            var simulator = await KubernetesSimulator.StartAsync();
            var client = new KubernetesClient(new() { Server = simulator.Url, Credentials = FixedCredential.Token(SimulatedUsers.AdministratorToken) }, new(), TimeProvider.System);
            fixture._regions[region] = (simulator, client);
            await fixture.PutAsync(region, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");
            await fixture.PutAsync(region, """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"selector":{"lb":"web"},"ports":[{"port":80}]}}""");
        }

        return fixture;
    }

    public KubernetesSimulator Simulator(string region = "korea") => _regions[region].Simulator;

    public ValueTask<DeploymentTargetClient> OpenAsync(string target, StageRun run, CancellationToken cancellationToken) =>
        new(new DeploymentTargetClient(_regions[target].Client, new() { Target = target, DefaultNamespace = "shop", IsReadOnly = IsReadOnly }));

    public async Task PutAsync(string region, string manifest) => await _regions[region].Client.ApplyAsync(JsonNode.Parse(manifest)!.AsObject(), new(), Cancellation);

    /// <summary>Makes versions, the oldest first, written as <c>v1:2</c> (two replicas, with traffic) or <c>v0:1-</c> (without), and waits until they are as they are to be.</summary>
    public async Task<ClusterRegionsFixture> WithAsync(string versions, string region = "korea", string image = "shop/web:1")
    {
        foreach (var version in versions.Split(' '))
        {
            var parts = version.TrimEnd('-').Split(':');
            var number = int.Parse(parts[0][1..], System.Globalization.CultureInfo.InvariantCulture);
            var lit = version.EndsWith('-') ? "" : ""","lb":"web" """;
            await PutAsync(region, $$"""
                {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-v{{number:D3}}","namespace":"shop","annotations":{
                  "moniker.pipeline.io/application":"shop","moniker.pipeline.io/cluster":"replicaSet web","moniker.pipeline.io/sequence":"{{number}}","traffic.pipeline.io/load-balancers":"[\"service web\"]"} },
                 "spec":{"replicas":{{parts[1]}},"selector":{"matchLabels":{"app":"web","v":"{{number}}"} },"template":{"metadata":{"labels":{"app":"web","v":"{{number}}"{{lit}}} },"spec":{"containers":[{"name":"web","image":"{{image}}"}]} } } }
                """);
        }

        await Eventually.GetAsync(() => OfAsync(region), there => there == versions, cancellationToken: Cancellation);
        return this;
    }

    /// <summary>The versions as <see cref="WithAsync"/> writes them, the oldest first, by the pods that there really are.</summary>
    public async Task<string> OfAsync(string region = "korea")
    {
        var sets = (await _regions[region].Client.ListAsync(new() { ApiVersion = "apps/v1", Kind = "ReplicaSet", Namespace = "shop" }, Cancellation)).Items.OrderBy(each => each.NameOf()).ToList();
        var pods = (await _regions[region].Client.ListAsync(new() { ApiVersion = "v1", Kind = "Pod", Namespace = "shop" }, Cancellation)).Items;
        var served = (await _regions[region].Client.ListAsync(new() { ApiVersion = "discovery.k8s.io/v1", Kind = "EndpointSlice", Namespace = "shop" }, Cancellation)).Items.Select(each => each.ToJsonString()).ToList();
        return string.Join(' ', sets.Select(set =>
        {
            var ours = pods.Where(pod => pod["metadata"]!["deletionTimestamp"] is null && pod["metadata"]?["ownerReferences"]?[0]?["uid"]?.ToString() == set.UidOf()).ToList();
            var isServed = ours.Any(pod => served.Any(slice => slice.Contains($"\"{pod.NameOf()}\"", StringComparison.Ordinal)));
            var isLit = ours.Count == 0 ? set["spec"]!["template"]!["metadata"]!["labels"]!["lb"] is not null : isServed;
            return $"v{int.Parse(set.NameOf()[^3..], System.Globalization.CultureInfo.InvariantCulture)}:{ours.Count}{(isLit ? "" : "-")}";
        }));
    }

    /// <summary>Puts an autoscaler in charge of a version.</summary>
    public Task ScaleAsync(string version, int min, int max, string annotations = "{}") => PutAsync("korea", $$"""
        {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"{{version}}","namespace":"shop","annotations":{{annotations}} },
         "spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{version}}"},"minReplicas":{{min}},"maxReplicas":{{max}} } }
        """);

    /// <summary>The bounds of a version's autoscaler, and in brackets those that a suspended one gets back; empty when there is none.</summary>
    public async Task<string> BoundsAsync(string version)
    {
        if (await FindAsync("HorizontalPodAutoscaler", version) is not { } autoscaler)
            return "";
        var kept = autoscaler.AnnotationOf("autoscaling.pipeline.io/suspended") is { } bounds ? $" ({bounds})" : "";
        return $"{autoscaler["spec"]!["minReplicas"]}-{autoscaler["spec"]!["maxReplicas"]}{kept}";
    }

    public Task PatchAsync(string kind, string name, string patch) =>
        _regions["korea"].Client.PatchAsync(new("apps/v1", kind, "shop", name), PatchKind.Merge, JsonNode.Parse(patch)!, new(), Cancellation);

    /// <summary>Takes fields of an object over, as somebody else would.</summary>
    public async Task ApplyAsync(string manifest, string manager) => await _regions["korea"].Client.ApplyAsync(JsonNode.Parse(manifest)!.AsObject(), new() { FieldManager = manager, IsForced = true }, Cancellation);

    public async Task<JsonObject> FindJobAsync(string name) => (await _regions["korea"].Client.FindAsync(new("batch/v1", "Job", "shop", name), Cancellation))!;

    /// <summary>Deletes a job, as somebody else would.</summary>
    public Task DeleteJobAsync(string name) => _regions["korea"].Client.DeleteAsync(new("batch/v1", "Job", "shop", name), new() { Propagation = DeletionPropagation.Background }, Cancellation);

    public async Task<IReadOnlyList<string>> NamesAsync(string apiVersion, string kind) =>
        [.. (await _regions["korea"].Client.ListAsync(new() { ApiVersion = apiVersion, Kind = kind, Namespace = "shop" }, Cancellation)).Items.Where(each => each["metadata"]!["deletionTimestamp"] is null).Select(each => each.NameOf())];

    public Task<JsonObject?> FindAsync(string kind, string name, string region = "korea") =>
        _regions[region].Client.FindAsync(new(kind == "HorizontalPodAutoscaler" ? "autoscaling/v2" : "apps/v1", kind, "shop", name), Cancellation);

    /// <summary>A stage on the cluster <c>web</c> in <c>korea</c>, unless its other inputs (JSON without braces) say otherwise.</summary>
    public StageHarness Stage(string type, string with)
    {
        var input = new JsonObject { ["regions"] = new JsonArray("korea"), ["cluster"] = "web" };
        foreach (var (name, value) in JsonNode.Parse($"{{{with}}}")!.AsObject())
            input[name] = value?.DeepClone();
        var line = Types[type];
        return new(line.Create(Services), line, Time, input.ToJsonString()) { Breath = TimeSpan.FromMilliseconds(15) };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (simulator, client) in _regions.Values)
        {
            client.Dispose();
            Assert.Empty(simulator.ControllerFaults);
            await simulator.DisposeAsync();
        }

        _http.Dispose();
        await _storage.DisposeAsync();
        _folder.Dispose();
    }
}
