using System.Net;
using Pipeline.Connectors.ContainerRegistry;
using Pipeline.Connectors.Http;

namespace Pipeline.Stages.Settings.ImageRegistries;

/// <summary>Reaches a registry of container images.</summary>
internal sealed class ImageRegistryConnection(OutboundHttp http) : SettingConnection<ImageRegistry>
{
    private const string Images = "images";
    private const string Tags = "tags";

    public override IReadOnlyDictionary<string, string> Choices { get; } = new Dictionary<string, string>
    {
        [Images] = "The images of the registry, where it lists them.",
        [Tags] = "The tags of ?image=.",
    };

    public override async ValueTask<string> TestAsync(ImageRegistry setting, CancellationToken cancellationToken)
    {
        await AskAsync(setting, static async (client, cancellation) =>
        {
            await client.PingAsync(cancellation);
            return (IReadOnlyList<string>)[];
        }, cancellationToken);
        return setting.User is null ? "The registry answers; nobody signed in." : $"The registry answers and lets '{setting.User}' in.";
    }

    public override async ValueTask<IReadOnlyList<string>> ListChoicesAsync(ImageRegistry setting, ChoiceQuery query, CancellationToken cancellationToken)
    {
        if (query.What is Images)
            return await AskAsync(setting, static (client, cancellation) => client.ListRepositoriesAsync(cancellation), cancellationToken);
        return query.Fields.TryGetValue("image", out var image) && image.Length > 0
            ? await AskAsync(setting, (client, cancellation) => client.ListTagsAsync(image, cancellation), cancellationToken)
            : throw new SettingConnectionException("Tags are an image's: add ?image=, for example ?image=team/shop.");
    }

    private async ValueTask<IReadOnlyList<string>> AskAsync(
        ImageRegistry setting, Func<ContainerRegistryClient, CancellationToken, Task<IReadOnlyList<string>>> ask, CancellationToken cancellationToken)
    {
        var credential = setting.User is null ? null : new NetworkCredential(setting.User, setting.Password);
        try
        {
            return await ask(new ContainerRegistryClient(http, setting.Url ?? ContainerRegistryClient.DockerHub, credential), cancellationToken);
        }
        catch (ContainerRegistryException exception)
        {
            throw new SettingConnectionException(exception.Message, exception);
        }
    }
}
