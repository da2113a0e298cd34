using System.Text.Json.Nodes;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The executable with everything in a storage account that only its managed identity opens: no key is anywhere.</summary>
public sealed class ManagedIdentityTests : IAsyncLifetime
{
    private const string ClientId = "0f9b5c0f-3c3f-4a6e-9f1e-7b1df0e0a001";

    private readonly LoopbackCertificate _certificate = new();
    private AzuriteServer _azurite = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _azurite = AzuriteServer.WithTokens(_certificate.CertificateFile, _certificate.KeyFile);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _azurite.DisposeAsync();
        _certificate.Dispose();
    }

    [Theory]
    [InlineData(ClientId)]
    [InlineData(null)]
    public async Task A_pipeline_runs_on_an_account_that_the_user_assigned_or_the_systems_own_identity_opens(string? clientId)
    {
        await using var identity = await ManagedIdentityServer.StartAsync(clientId);
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder["data"], CancellationToken, settings: await SettingsAsync(identity, clientId));
        using var admin = server.Client();
        await admin.DoAsync(HttpMethod.Put, "/api/settings/secrets/key", new JsonObject { ["value"] = "the-secret-value" }, CancellationToken);
        await admin.ApplyAsync("rest", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: rest }
            spec: { stages: [ { id: rest, type: feature.wait, with: { duration: 10ms } } ] }
            """, CancellationToken);

        var run = await admin.WaitForEndAsync(await admin.StartAsync("rest", CancellationToken), CancellationToken);

        Assert.Equal("SUCCEEDED", run.Status());
        Assert.False(Directory.Exists(folder["data"]), "Nothing is kept in a folder.");
        Assert.NotEmpty(identity.Requests);
        Assert.All(identity.Requests, request => Assert.Equal(clientId is not null, request.Path.Contains($"client_id={ClientId}", StringComparison.Ordinal)));

        // Tokens are kept for the hours that they are valid.
        Assert.InRange(identity.Requests.Count, 1, 4);
        Assert.Equal(0, await server.StopAsync(CancellationToken));
    }

    [Fact]
    public async Task An_identity_that_the_process_does_not_have_is_one_line()
    {
        await using var identity = await ManagedIdentityServer.StartAsync(ClientId);
        var start = BuiltProgram.StartInfo(BuiltProgram.Server, "--urls", "http://127.0.0.1:0");
        foreach (var (name, value) in await SettingsAsync(identity, "0f9b5c0f-3c3f-4a6e-9f1e-7b1df0e0a002"))
            start.Environment[name] = value;

        var (exitCode, _, error) = await BuiltProgram.RunAsync(start, CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.Contains("identity", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> SettingsAsync(ManagedIdentityServer identity, string? clientId)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only OpenSSL takes an authority to trust from the environment (SSL_CERT_FILE).");
        var (blobs, tables, queues) = await _azurite.GetAddressesAsync();
        var settings = new Dictionary<string, string>(identity.Settings)
        {
            ["AzureWebJobsStorage__accountName"] = AzuriteServer.AccountName,
            ["AzureWebJobsStorage__blobServiceUri"] = blobs.AbsoluteUri,
            ["AzureWebJobsStorage__tableServiceUri"] = tables.AbsoluteUri,
            ["AzureWebJobsStorage__queueServiceUri"] = queues.AbsoluteUri,
            ["AzureWebJobsStorage__credential"] = "managedidentity",
            ["SSL_CERT_FILE"] = _certificate.CertificateFile,
        };
        if (clientId is not null)
            settings["AzureWebJobsStorage__clientId"] = clientId;
        return settings;
    }
}
