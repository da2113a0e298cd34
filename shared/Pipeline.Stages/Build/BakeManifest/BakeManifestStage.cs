using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Helm.Programs;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Settings;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>
/// Renders Kubernetes manifests from a Helm chart or a kustomization and puts them out as an artifact that <c>deploy.manifest</c> takes. Charts, the
/// charts that they need and values files are fetched by Pipeline; the programs <c>helm</c> and <c>kubectl</c>, which have to be on the server that
/// runs stages, render in an empty environment. What was rendered of equal inputs before is found again (Spinnaker's bakeManifest).
/// </summary>
/// <example>
/// <code>
/// - id: bake
///   type: build.bake-manifest
///   produces: [{ id: manifests, match: { type: embedded/base64, name: shop } }]
///   with:
///     chartRepository: charts
///     chart: shop
///     version: ^1.2
///     name: shop
///     namespace: shop-prod
///     overrides: [{ file: { source: hub, repository: team/shop, path: deploy/prod.yaml, branch: main } }]
///     values: { image.tag: "${parameters.version}" }
/// </code>
/// </example>
public sealed class BakeManifestStage(
    ISettings settings, OutboundHttp http, TimeProvider time, ArtifactContents contents, BakeStore bakes, RenderingOptions options) : Stage<BakeManifestInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "build.bake-manifest",
        Title = "Bake (Manifest)",
        KoreanTitle = "Bake (매니페스트)",
        StageClass = typeof(BakeManifestStage),
        Input = BakeJson.Default.BakeManifestInput,
        Create = services => new BakeManifestStage(
            services.GetRequiredService<ISettings>(),
            services.GetRequiredService<OutboundHttp>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ArtifactContents>(),
            services.GetRequiredService<BakeStore>(),
            services.GetRequiredService<RenderingOptions>()),
        Outputs =
        [
            new("artifacts", "The manifests, one artifact: YAML documents as content (embedded/base64; remote/base64 when it is long)."),
            new("bakeKey", "A digest of everything that the result depends on, by content: equal bakes have equal keys."),
            new("reused", "Whether an equal bake was found again and nothing was rendered."),
            new("program", "What renders, with its version."),
            new("chart", "The chart's name in its Chart.yaml; absent for a kustomization."),
            new("chartVersion", "The chart's version; absent for a kustomization."),
            new("chartDigest", "The SHA-256 of the chart's package; absent for a kustomization."),
        ],
        DefaultTimeout = TimeSpan.FromMinutes(30),
        StepTimeout = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<BakeManifestInput> execution, CancellationToken cancellationToken)
    {
        BakeInputs.Check(execution.Input);
        var retries = (int?)execution.Cursor ?? 0;
        try
        {
            return new StageStep.Succeeded(await BakeAsync(execution, cancellationToken));
        }
        catch (Exception exception) when (BakeFailures.IsKnown(exception))
        {
            var error = BakeFailures.ErrorOf(exception);
            if (!BakeFailures.IsPassing(exception) || retries >= BakeFailures.MostRetries)
                return new StageStep.Failed(error);
            execution.Log.WriteLine($"{error.Message} Trying again in {BakeFailures.Pause.TotalSeconds:0} s.");
            return new StageStep.Again(BakeFailures.Pause, JsonValue.Create(retries + 1));
        }
    }

    private async Task<JsonObject> BakeAsync(StageExecution<BakeManifestInput> execution, CancellationToken cancellationToken)
    {
        var sources = new BakeSources(settings, http, time, contents);
        var bake = execution.Input.Engine is BakeEngine.Helm
            ? await new HelmBake(sources, options, time).PrepareAsync(execution, cancellationToken)
            : await new KustomizeBake(sources, options, time).PrepareAsync(execution, cancellationToken);

        var found = execution.Input.Rebake ? null : await bakes.FindAsync(execution.Run.Application, bake.Key, cancellationToken);
        var manifests = found ?? Encoding.UTF8.GetBytes(await bake.RenderAsync(cancellationToken));
        if (found is null)
            await bakes.KeepAsync(execution.Run, bake.Key, manifests, cancellationToken);
        execution.Log.WriteLine(found is null ? $"Rendered {manifests.Length:N0} bytes with {bake.Program}." : $"Found an equal bake again ({bake.Key}).");
        return await OutputsAsync(execution, bake, manifests, isReused: found is not null, cancellationToken);
    }

    private async Task<JsonObject> OutputsAsync(
        StageExecution<BakeManifestInput> execution, PreparedBake bake, ReadOnlyMemory<byte> manifests, bool isReused, CancellationToken cancellationToken)
    {
        var artifact = new Artifact
        {
            Type = ArtifactTypes.EmbeddedBase64,
            Name = BakeInputs.OutputName(execution.Input),
            Version = bake.Chart?.Version,
            Reference = Convert.ToBase64String(manifests.Span),
            Metadata = new() { ["bakeKey"] = bake.Key },
        };
        var outputs = new JsonObject
        {
            [ArtifactOutputs.Name] = new JsonArray(ArtifactJson.Write(await contents.KeepAsync(execution.Run.Id, artifact, source: null, cancellationToken))),
            ["bakeKey"] = bake.Key,
            ["reused"] = isReused,
            ["program"] = bake.Program,
        };
        if (bake.Chart is { } chart)
            (outputs["chart"], outputs["chartVersion"], outputs["chartDigest"]) = (chart.Name, chart.Version, chart.Digest);
        return outputs;
    }
}
