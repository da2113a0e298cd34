using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Connectors.ContainerRegistry;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.ImageRegistries;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>Finds which image <c>_{BUILD_NUMBER}</c> in a tag means: the one that this run has built, else the newest in the registry.</summary>
internal sealed class BuildNumbers(ISettings settings, OutboundHttp http)
{
    /// <summary>The tags of all placeholders, by the image and its tag as written.</summary>
    /// <param name="execution">The step.</param>
    /// <param name="registry">The setting of the registry that is asked; null: none is.</param>
    /// <param name="manifests">The manifests.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StageFailedException">A placeholder cannot be filled in.</exception>
    public async ValueTask<IReadOnlyDictionary<string, string>> FindAsync(
        StageExecution execution, string? registry, IEnumerable<JsonObject> manifests, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in manifests.SelectMany(AllOf).Distinct())
        {
            var found = tag.FindIn(execution.Artifacts.Bound.Where(bound => bound.Source is ArtifactSource.Produced).Select(bound => bound.Artifact));
            var origin = "which this run has built";
            if (found is null)
            {
                found = await FindInRegistryAsync(execution, registry, tag, cancellationToken);
                origin = $"the newest in the image registry '{registry}'";
            }

            execution.Log.WriteLine($"{KeyOf(tag)} is {tag.Image}:{found}, {origin}.");
            tags[KeyOf(tag)] = found;
        }

        return tags;
    }

    /// <summary>Fills the tags in.</summary>
    public static void Fill(IEnumerable<JsonObject> manifests, IReadOnlyDictionary<string, string> tags)
    {
        foreach (var manifest in manifests)
        {
            foreach (var tag in AllOf(manifest))
                tag.Fill(manifest, tags[KeyOf(tag)]);
        }
    }

    private static string KeyOf(BuildNumberTag tag) => $"{tag.Image}:{tag.Written}";

    private static IReadOnlyList<BuildNumberTag> AllOf(JsonObject manifest)
    {
        var found = BuildNumberTag.AllOf(manifest, out var fault);
        return fault is null ? found : throw new StageFailedException(new StageError("invalid-manifest", fault));
    }

    private async ValueTask<string> FindInRegistryAsync(StageExecution execution, string? registry, BuildNumberTag tag, CancellationToken cancellationToken)
    {
        if (registry is not { } name)
        {
            throw Unknown($"This run has built no image '{KeyOf(tag)}'. Name the setting of the registry in imageRegistry, and the newest of its builds is deployed.");
        }

        var setting = await settings.GetAsync<ImageRegistry>(ImageRegistry.Kind, execution.Run.Application, name, "imageRegistry", cancellationToken);
        var credential = setting.User is null ? null : new NetworkCredential(setting.User, setting.Password);
        var endpoint = setting.Url ?? ContainerRegistryClient.DockerHub;
        try
        {
            var tags = await new ContainerRegistryClient(http, endpoint, credential).ListTagsAsync(RepositoryOf(tag.Image), cancellationToken);
            return tag.Newest(tags) ?? throw Unknown($"The registry {endpoint.Host} has no tag of '{RepositoryOf(tag.Image)}' of the form {tag.Prefix}_1.");
        }
        catch (ContainerRegistryException exception)
        {
            throw new StageFailedException(new StageError("registry-failed", $"Image registry setting '{name}': {exception.Message}"), exception);
        }
    }

    private static string RepositoryOf(string image) => DockerImage.TryParse(image, out var parsed, out _) ? parsed.Repository : image;

    private static StageFailedException Unknown(string message) => new(new StageError("build-number-unknown", message));
}
