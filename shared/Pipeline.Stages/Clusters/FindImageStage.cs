using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Definitions.ServerGroups;

namespace Pipeline.Stages.Clusters;

/// <summary>
/// Finds the images that a cluster runs, so that stages behind it can deploy the same elsewhere: those of its newest, oldest, largest or only server group in
/// each region. It changes nothing (Spinnaker's findImage).
/// </summary>
/// <example>
/// <code>
/// - id: tested
///   type: cluster.find-image
///   produces: [{ id: image, match: { type: docker/image } }]
///   with: { regions: [staging], namespace: shop, cluster: web, selection: newest }
/// </code>
/// </example>
public sealed class FindImageStage(IServerGroupProvider provider) : Stage<FindImageInput>
{
    /// <summary>How long a match of a pattern may take.</summary>
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "cluster.find-image",
        Title = "Find image from cluster",
        KoreanTitle = "클러스터 - 이미지 찾기",
        StageClass = typeof(FindImageStage),
        Input = ClusterStagesJson.Default.FindImageInput,
        Create = services => new FindImageStage(services.GetRequiredService<IServerGroupProvider>()),
        Outputs =
        [
            new("images", "What was found in each region: region, serverGroup, image."),
            new("artifacts", "The images as artifacts, each once."),
        ],
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<FindImageInput> execution, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        var pattern = PatternOf(input);
        var images = new JsonArray();
        foreach (var region in ClusterRegions.Of(input))
        {
            using var cluster = await provider.OpenAsync(region, ClusterRegions.ClusterOf(input, execution.Run), execution.Run, cancellationToken);
            try
            {
                var group = ClusterImages.Choose(await cluster.ListAsync(cancellationToken), input.Selection, input.OnlyEnabled);
                var matching = ClusterImages.Matching(group, pattern);
                if (matching.Count == 0)
                    return Failed("image-not-found", $"{region}: No image of {group.Name} matches '{input.ImagePattern}'. It runs {string.Join(", ", group.Images)}.");
                foreach (var image in matching)
                {
                    images.Add((JsonNode)new JsonObject { ["region"] = region, ["serverGroup"] = group.Name, ["image"] = image });
                    execution.Log.WriteLine($"{region}: {group.Name} runs {image}.");
                }
            }
            catch (FormatException exception)
            {
                return Failed("image-not-found", $"{region}: No image of the cluster '{input.Cluster}' can be found: {exception.Message}.");
            }
            catch (RegexMatchTimeoutException)
            {
                return Failed("invalid-input", $"imagePattern: '{input.ImagePattern}' takes too long to match. Make it simpler.");
            }
            catch (RegionException exception)
            {
                if (exception.PauseAfter(execution.Step) is not { } pause)
                    return new StageStep.Failed(exception.Error);
                execution.Log.WriteLine($"{exception.Message} The stage tries again.");
                return new StageStep.Again(pause, null, null);
            }
        }

        var artifacts = images.Select(each => each!["image"]!.ToString()).Distinct().Select(ArtifactOf);
        return new StageStep.Succeeded(new() { ["images"] = images, [ArtifactOutputs.Name] = new JsonArray([.. artifacts.Select(ArtifactJson.Write)]) });
    }

    private static Artifact ArtifactOf(string image) => DockerImage.TryParse(image, out var parsed, out _)
        ? parsed.ToArtifact()
        : new() { Type = ArtifactTypes.DockerImage, Name = ImageNames.NameOf(image), Reference = image };

    private static Regex? PatternOf(FindImageInput input)
    {
        try
        {
            return string.IsNullOrEmpty(input.ImagePattern) ? null : new Regex(input.ImagePattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (ArgumentException exception)
        {
            throw new StageFailedException(new StageError("invalid-input", $"imagePattern: '{input.ImagePattern}' is no regular expression: {exception.Message}"));
        }
    }

    private static StageStep.Failed Failed(string code, string message) => new(new(code, message));
}

/// <summary>What <c>cluster.find-image</c> takes.</summary>
public sealed record FindImageInput : ClusterInput
{
    /// <summary>Which server group's images are taken where there are several.</summary>
    [JsonPropertyOrder(10)]
    public ImageSelection Selection { get; set; } = ImageSelection.Newest;

    /// <summary>Whether server groups without traffic are left out.</summary>
    [JsonPropertyOrder(11)]
    public bool OnlyEnabled { get; set; } = true;

    /// <summary>A regular expression that the images have to match; left out: all.</summary>
    [JsonPropertyOrder(12)]
    public string? ImagePattern { get; init; }
}
