using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Queues;
using Pipeline.Durable.FunctionsHost.Commands;
using Pipeline.Storage;

namespace Pipeline.Functions.Triggers.Commands;

/// <summary>
/// Records commands as messages of a queue, which the host brings to <see cref="CarryOutCommandsFunction"/> in whatever process. One that
/// is too large for a message is in a blob that the message names: written first, removed once the command is carried out.
/// </summary>
internal sealed class CommandQueue(Func<QueueClient> open, IStorage storage) : ICommandRecorder
{
    /// <summary>The queue, in the app's own storage account.</summary>
    public const string Name = "pipeline-commands";

    private static readonly QueueClientOptions Options = new() { MessageEncoding = QueueMessageEncoding.Base64 };

    // A message has at most 64 KiB of base64.
    private const int LargestMessage = 40 * 1024;

    private static readonly TimeSpan ForEver = TimeSpan.FromSeconds(-1);

    private readonly Lazy<QueueClient> _queue = new(open);
    private readonly IBlobs _large = storage.Blobs(Name);

    /// <summary>The queue in the configured account, opened with what opens the account's tables and blobs.</summary>
    /// <exception cref="FormatException">A setting is not understood, or there is no account.</exception>
    public static QueueClient Open(IConfiguration configuration)
    {
        var section = configuration.GetSection("AzureWebJobsStorage");
        if (!string.IsNullOrWhiteSpace(section.Value))
            return new QueueClient(section.Value, Name, Options);

        var account = ConfiguredStorage.FindAccount(configuration) ?? throw new FormatException("AzureWebJobsStorage is not set.");
        var service = account.QueueEndpoint ?? throw new FormatException("AzureWebJobsStorage__queueServiceUri is not set.");
        return new QueueClient(new Uri($"{service.AbsoluteUri.TrimEnd('/')}/{Name}"), account.Identity, Options);
    }

    /// <inheritdoc/>
    public async Task RecordAsync(OrchestrationCommand command, CancellationToken cancellationToken)
    {
        var text = command.ToJson();
        if (Encoding.UTF8.GetByteCount(text) > LargestMessage)
        {
            var blob = Guid.NewGuid().ToString("N");
            await _large.PutAsync(blob, Encoding.UTF8.GetBytes(text), new BlobCondition(MustNotExist: true), cancellationToken);
            text = JsonSerializer.Serialize(new LargeCommand(blob), LargeCommandJson.Default.LargeCommand);
        }

        try
        {
            await SendAsync(text, cancellationToken);
        }
        catch (RequestFailedException exception)
        {
            throw new StorageException($"The queue '{Name}' takes no command: {exception.ErrorCode ?? exception.Message}", exception);
        }
    }

    /// <summary>Reads a message.</summary>
    /// <returns>The command, and the blob that held it; null when the command was carried out before and its blob is gone.</returns>
    /// <exception cref="FormatException">It is no command.</exception>
    public async Task<(OrchestrationCommand Command, string? Blob)?> ReadAsync(string message, CancellationToken cancellationToken)
    {
        if (BlobOf(message) is not { } blob)
            return (OrchestrationCommand.Parse(message), null);
        return await _large.GetAsync(blob, cancellationToken: cancellationToken) is { } content
            ? (OrchestrationCommand.Parse(Encoding.UTF8.GetString(content.Content.Span)), blob)
            : null;
    }

    /// <summary>Removes what held a command that has been carried out.</summary>
    public async Task ForgetAsync(string? blob, CancellationToken cancellationToken)
    {
        if (blob is not null)
            await _large.DeleteAsync(blob, cancellationToken);
    }

    private static string? BlobOf(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, LargeCommandJson.Default.LargeCommand)?.CommandBlob;
        }
        catch (JsonException exception)
        {
            throw new FormatException("The message is no recorded command.", exception);
        }
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Value.SendMessageAsync(text, visibilityTimeout: null, timeToLive: ForEver, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == "QueueNotFound")
        {
            await _queue.Value.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await _queue.Value.SendMessageAsync(text, visibilityTimeout: null, timeToLive: ForEver, cancellationToken);
        }
    }
}

/// <summary>A message that names the blob which holds the command.</summary>
internal sealed record LargeCommand(string? CommandBlob);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LargeCommand))]
internal sealed partial class LargeCommandJson : JsonSerializerContext;
