using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Pipeline.Storage.Azure;

namespace Pipeline.Storage.Tests.Azure;

public sealed class IdentityTests
{
    [Fact]
    public async Task Without_a_key_requests_carry_the_identitys_token()
    {
        using var network = new RecordingHandler();
        var account = new StorageAccount("shop", new Uri("https://shop.table.core.windows.net"), new Uri("https://shop.blob.core.windows.net")) { Identity = new FixedCredential() };
        await using var storage = new AzureStorage(account, TimeProvider.System, new StorageClientOptions { Transport = new HttpClientTransport(new HttpClient(network)) });
        Assert.Null(await storage.Table("runs").GetAsync("p", "r", TestContext.Current.CancellationToken));
        Assert.Null(await storage.Blobs("logs").GetAsync("b", 0, TestContext.Current.CancellationToken));
        Assert.Equal(
            ["https://shop.table.core.windows.net/runs(PartitionKey='p',RowKey='r') Bearer token-for-https://storage.azure.com/.default",
             "https://shop.blob.core.windows.net/logs/b Bearer token-for-https://storage.azure.com/.default"],
            network.Requests);
    }

    private sealed class FixedCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token-for-" + string.Join(' ', requestContext.Scopes), DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    private sealed class RecordingHandler : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.RequestUri} {request.Headers.Authorization}");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }
}
