using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Functions.Access;
using Pipeline.Functions.Access.AppService;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Tests.Access.AppService;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Access;

public sealed class FirstAdminTests
{
    private const string Reference = "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/admin)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Under_the_Functions_host_no_secret_is_made()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, adminToken: null);
        Assert.Null(server.Server.NewAdminToken);
        Assert.False(await server.Server.Services.GetRequiredService<AccessTokens>().AnyAsync(Cancellation));
    }

    [Theory]
    [InlineData("OTHER=True", null, true)]
    [InlineData("WEBSITE_AUTH_ENABLED=True", null, false)]
    [InlineData("OTHER=True", RunningServer.AdminToken, false)]
    public async Task The_log_warns_when_nobody_can_sign_in(string setting, string? adminToken, bool warns)
    {
        using var folder = new TemporaryFolder();
        await using var storage = await EmbeddedStorage.OpenAsync(folder["data"], TimeProvider.System, Cancellation);
        var members = new Members(storage);
        var options = new ServerOptions
        {
            Mode = HostingMode.Functions,
            AdminToken = adminToken,
            Configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting.Split('=')[0], setting.Split('=')[1])]).Build(),
        };
        var log = new KeptLog();

        Assert.Null(await new FirstAdmin(new AccessTokens(storage, TimeProvider.System), members, new AppServiceAuthentication(options, members), log).EnsureAsync(options, Cancellation));

        Assert.Equal(warns ? ["Warning"] : [], log.Lines.Select(line => line.Level.ToString()));
        Assert.All(log.Lines, line => Assert.Contains("'Pipeline.Admin'", line.Text, StringComparison.Ordinal));
        Assert.All(log.Lines, line => Assert.DoesNotContain(AccessToken.Prefix, line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reference_that_is_not_resolved_is_no_token()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, Reference);
        using var answer = await server.SendAsync(HttpMethod.Get, "/api/me", null, $"Authorization: Bearer {Reference}");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(await server.Server.Services.GetRequiredService<AccessTokens>().AnyAsync(Cancellation));
    }

    [Fact]
    public void Only_Azure_resolves_references()
    {
        var refused = Assert.Throws<StartupException>(() => Read(("PIPELINE_ADMIN_TOKEN", Reference)));
        Assert.Contains("PIPELINE_ADMIN_TOKEN", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Reference, Read(("PIPELINE_ADMIN_TOKEN", Reference), ("FUNCTIONS_CUSTOMHANDLER_PORT", "4000")).AdminToken);
    }

    [Fact]
    public async Task Instances_that_start_at_once_preset_the_same_token()
    {
        await using var server = await FunctionAppServer.StartAsync(HostingMode.Functions, "the-token-before-this-one");
        var storage = server.Server.Services.GetRequiredService<IStorage>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new AccessTokens(storage, TimeProvider.System).PresetAsync("admin", "the-token-of-all-instances", Cancellation).AsTask()));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("the-token-of-all-instances"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("the-token-before-this-one"));

        async Task<HttpStatusCode> StatusAsync(string token)
        {
            using var answer = await server.SendAsync(HttpMethod.Get, "/api/me", null, $"Authorization: Bearer {token}");
            return answer.StatusCode;
        }
    }

    private static ServerOptions Read(params (string Name, string Value)[] environment) => ServerOptionsReader.Read(
        null, null, null, null, verbose: false, new ConfigurationBuilder().AddInMemoryCollection(environment.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());

    private sealed class KeptLog : ILogger<FirstAdmin>
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception)));
    }
}
