using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pipeline.Connectors.Http;
using Pipeline.Testing;

namespace Pipeline.Connectors.Tests.Http;

public sealed class TrustedAuthoritiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_of_an_extra_authority_is_trusted_and_without_it_is_not()
    {
        using var authority = Authority("Shop authority");
        using var certificate = Server(authority, "127.0.0.1");
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask, certificate);

        Assert.Equal(200, await CallAsync(server.Url, Pem(authority)));
        var refused = await Assert.ThrowsAsync<OutboundCallException>(() => CallAsync(server.Url));
        Assert.Equal(OutboundFailure.NotTrusted, refused.Failure);
        Assert.Contains("Outbound:CertificateAuthorities", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extra_authority_vouches_for_its_own_servers_only()
    {
        using var authority = Authority("Shop authority");
        using var stranger = Authority("Shop authority");
        using var certificate = Server(stranger, "127.0.0.1");
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask, certificate);

        Assert.Equal(OutboundFailure.NotTrusted, (await Assert.ThrowsAsync<OutboundCallException>(() => CallAsync(server.Url, Pem(authority)))).Failure);
    }

    [Theory]
    [InlineData("10.0.0.1", 0)] // another name
    [InlineData("127.0.0.1", -2)] // expired
    public async Task An_extra_authority_does_not_excuse_a_wrong_name_or_date(string name, int daysLeft)
    {
        using var authority = Authority("Shop authority");
        using var certificate = Server(authority, name, daysLeft);
        await using var server = await LoopbackServer.StartAsync(_ => Task.CompletedTask, certificate);

        Assert.Equal(OutboundFailure.NotTrusted, (await Assert.ThrowsAsync<OutboundCallException>(() => CallAsync(server.Url, Pem(authority)))).Failure);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not a certificate")]
    public void A_file_that_holds_no_authority_is_named(string? content)
    {
        var file = Path.Combine(_folder.Path, "authority.pem");
        if (content is not null)
            File.WriteAllText(file, content);

        var fault = Assert.Throws<FormatException>(() => new OutboundHttp(new() { CertificateAuthorities = [file] }, TimeProvider.System));

        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
    }

    private static async Task<int> CallAsync(Uri url, params string[] authorities)
    {
        using var http = new OutboundHttp(new() { CertificateAuthorities = authorities }, TimeProvider.System);
        return (await http.SendAsync(new() { Method = "GET", Url = url }, TestContext.Current.CancellationToken)).StatusCode;
    }

    private string Pem(X509Certificate2 certificate)
    {
        var file = Path.Combine(_folder.Path, certificate.Thumbprint + ".pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(9));
    }

    private static X509Certificate2 Server(X509Certificate2 authority, string address, int daysLeft = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Parse(address));
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddDays(-8), DateTimeOffset.UtcNow.AddDays(daysLeft), RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}
