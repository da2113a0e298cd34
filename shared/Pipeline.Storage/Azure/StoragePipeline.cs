using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Pipeline.Storage.Azure;

/// <summary>Sends requests to one of the account's services: authorized, retried, logged and counted.</summary>
internal sealed class StoragePipeline
{
    private static readonly string[] _scopes = ["https://storage.azure.com/.default"];
    private readonly HttpPipeline _pipeline;

    public StoragePipeline(StorageAccount account, StorageService service, StorageClientOptions options, TimeProvider time)
    {
        Service = service;
        Endpoint = service == StorageService.Table ? account.TableEndpoint : account.BlobEndpoint;
        HttpPipelinePolicy authorization = account switch
        {
            { SharedKey: { } key } => new SharedKeyPolicy(key, service, time),
            { Identity: { } identity } => new BearerTokenAuthenticationPolicy(identity, _scopes),
            _ => throw new ArgumentException($"Storage account '{account.Name}' has neither a key nor an identity.", nameof(account)),
        };
        _pipeline = HttpPipelineBuilder.Build(options, [], [new StorageMeter(), authorization], null);
    }

    public StorageService Service { get; }

    public Uri Endpoint { get; }

    /// <summary>A request to be filled in and sent.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Behind the endpoint, starting with a slash, escaped.</param>
    /// <param name="resource">The table or container, for the count.</param>
    /// <param name="operation">What it does, for the count.</param>
    public HttpMessage Create(RequestMethod method, string path, string resource, string operation)
    {
        var message = _pipeline.CreateMessage();
        StorageMeter.Mark(message, new StorageOperation(Service, resource, operation));
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Endpoint.AbsoluteUri.TrimEnd('/') + path));
        message.Request.Headers.SetValue("x-ms-version", StorageClientOptions.ServiceVersion(Service));
        return message;
    }

    /// <summary>Sends a request and returns the answer, whatever its status.</summary>
    /// <exception cref="StorageException">No answer could be had.</exception>
    public async ValueTask<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.SendAsync(message, cancellationToken);
            return message.Response;
        }
        catch (AuthenticationFailedException exception)
        {
            throw new StorageException($"This process's identity gets no token for the storage account: {exception.Message.Split('\n')[0]}", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && IsUnreachable(exception))
        {
            var cause = exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception;
            throw new StorageException($"The storage account's {Service.ToString().ToLowerInvariant()} service at {Endpoint} gave no answer: {cause.Message}", exception);
        }
    }

    private static bool IsUnreachable(Exception exception) =>
        exception is RequestFailedException or AggregateException or IOException or OperationCanceledException;
}
