using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Azure.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Connectors.Kubernetes.Connections;
using Pipeline.Connectors.Kubernetes.Connections.Kubeconfigs;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Kubernetes;

/// <summary>Who is believed to be the server, and who the server believes to call, over real TLS.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    private readonly LoopbackCertificate _certificate = new();
    private readonly WebApplication _server;

    public ClusterTlsTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = _certificate.Certificate;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.ClientCertificateValidation = static (_, _, _) => true;
            });
        }));
        _server = builder.Build();
        _server.Run(static async context =>
        {
            var caller = (await context.Connection.GetClientCertificateAsync())?.Subject ?? "nobody";
            await ScriptedCluster.AnswerAsync(context, $$"""{"gitVersion":"{{context.Request.Protocol}} {{caller}} {{context.Request.Host.Host}}"}""");
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Url => new(_server.Urls.Single());

    public async ValueTask InitializeAsync() => await _server.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task A_client_certificate_of_a_kubeconfig_says_who_calls_over_HTTP_2()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=ada", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var connection = KubeconfigConnection.Of(
            Kubeconfig.Read($$"""
                contexts: [{ name: a, context: { cluster: c, user: u } }]
                clusters: [{ name: c, cluster: { server: "{{Url}}", certificate-authority-data: {{Base64(File.ReadAllText(_certificate.CertificateFile))}} } }]
                users: [{ name: u, user: { client-certificate-data: {{Base64(certificate.ExportCertificatePem())}}, client-key-data: {{Base64(key.ExportPkcs8PrivateKeyPem())}} } }]
                """),
            null,
            new(),
            TimeProvider.System);
        using var client = new KubernetesClient(connection, new(), TimeProvider.System);

        Assert.Equal("HTTP/2 CN=ada 127.0.0.1", await client.FindVersionAsync(Cancellation));
    }

    [Fact]
    public async Task A_server_whose_authority_nobody_named_is_not_believed_unless_that_is_wanted()
    {
        using var doubting = new KubernetesClient(new() { Server = Url }, new(), TimeProvider.System);
        using var believing = new KubernetesClient(new() { Server = Url, IsInsecure = true }, new(), TimeProvider.System);
        using var trusting = new KubernetesClient(
            new() { Server = Url }, new() { Outbound = new() { CertificateAuthorities = [_certificate.CertificateFile] } }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<KubernetesException>(() => doubting.FindVersionAsync(Cancellation));

        Assert.Equal(KubernetesFailure.Refused, refused.Failure);
        Assert.Contains("certificate-authority-data", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/2 nobody", await believing.FindVersionAsync(Cancellation), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/2 nobody", await trusting.FindVersionAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_authority_than_the_clusters_own_is_not_believed()
    {
        using var other = new LoopbackCertificate();
        using var client = new KubernetesClient(
            new() { Server = Url, CertificateAuthority = File.ReadAllText(other.CertificateFile) },
            new() { Outbound = new() { CertificateAuthorities = [_certificate.CertificateFile] } },
            TimeProvider.System);

        Assert.Equal(KubernetesFailure.Refused, (await Assert.ThrowsAsync<KubernetesException>(() => client.FindVersionAsync(Cancellation))).Failure);
        Assert.Equal(
            KubernetesFailure.Misconfigured,
            Assert.Throws<KubernetesException>(() => new KubernetesClient(new() { Server = Url, CertificateAuthority = "x" }, new(), TimeProvider.System).Dispose()).Failure);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("kubernetes", false)]
    public async Task The_servers_certificate_has_to_be_for_the_name_that_the_connection_says(string name, bool isBelieved)
    {
        using var client = new KubernetesClient(
            new() { Server = Url, CertificateAuthority = File.ReadAllText(_certificate.CertificateFile), TlsServerName = name }, new(), TimeProvider.System);

        if (isBelieved)
            Assert.EndsWith(" localhost", await client.FindVersionAsync(Cancellation), StringComparison.Ordinal);
        else
            Assert.Equal(KubernetesFailure.Refused, (await Assert.ThrowsAsync<KubernetesException>(() => client.FindVersionAsync(Cancellation))).Failure);
    }

    [Fact]
    public async Task AKS_is_called_with_a_token_for_it_that_is_kept_while_it_is_good()
    {
        var identity = new CountingIdentity();
        var time = new ManualTimeProvider();
        var connection = AksConnection.Of(
            new("https://shop.hcp.koreacentral.azmk8s.io"), Base64(File.ReadAllText(_certificate.CertificateFile)), identity, "tenant", new(), time);

        Assert.StartsWith("-----BEGIN", connection.CertificateAuthority, StringComparison.Ordinal);
        Assert.Equal("Bearer t1", await AuthorizationAsync(connection));
        Assert.Equal("Bearer t1", await AuthorizationAsync(connection));
        time.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal("Bearer t2", await AuthorizationAsync(connection));
        Assert.Equal([("6dae42f8-4368-4678-94ff-3960e28e3630/.default", "tenant"), ("6dae42f8-4368-4678-94ff-3960e28e3630/.default", "tenant")], identity.Asked);
    }

    [Theory]
    [InlineData("https://kubernetes.example.com")]
    [InlineData("https://azmk8s.io.example.com")]
    [InlineData("http://shop.hcp.koreacentral.azmk8s.io")]
    public void No_other_host_is_shown_the_servers_own_token(string server) => Assert.Contains(
        "is no API server of AKS",
        Assert.Throws<KubernetesException>(() => AksConnection.Of(new(server), null, new CountingIdentity(), null, new(), TimeProvider.System)).Message,
        StringComparison.Ordinal);

    private static async Task<string?> AuthorizationAsync(ClusterConnection connection) => (await connection.Credentials.GetAsync(Cancellation)).Authorization;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed class CountingIdentity : TokenCredential
    {
        public List<(string Scope, string? Tenant)> Asked { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked.Add((requestContext.Scopes.Single(), requestContext.TenantId));
            return new($"t{Asked.Count}", new ManualTimeProvider().GetUtcNow() + TimeSpan.FromHours(Asked.Count));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
