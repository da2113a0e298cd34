using System.Net;
using Pipeline.Connectors.Git.Executable;

namespace Pipeline.Connectors.Tests.Git.Executable;

public sealed class GitEnvironmentTests
{
    [Fact]
    public void Nothing_of_this_process_but_the_path_to_programs_is_handed_on()
    {
        var environment = Create("https://git.example.com/shop.git");

        var own = environment.Keys.Where(static name => !name.StartsWith("GIT_", StringComparison.Ordinal)).Except(["SystemRoot", "TEMP", "TMP"]);
        Assert.Equal(["HOME", "LC_ALL", "PATH", "XDG_CONFIG_HOME"], own.Order(StringComparer.Ordinal));
        Assert.Equal("0", environment["GIT_TERMINAL_PROMPT"]);
        Assert.Equal("1", environment["GIT_CONFIG_NOSYSTEM"]);
        var settings = Settings(environment);
        Assert.Equal(("never", "always", "always"), (settings["protocol.allow"], settings["protocol.http.allow"], settings["protocol.https.allow"]));
        Assert.Equal(("", "false"), (settings["credential.helper"], settings["http.followRedirects"]));
    }

    [Theory]
    [InlineData("https://git.example.com/shop.git", "git.example.com:443:192.0.2.7,[2001:db8::7]")]
    [InlineData("http://git.example.com:8080/shop.git", "git.example.com:8080:192.0.2.7,[2001:db8::7]")]
    [InlineData("http://192.0.2.7/shop.git", null)]
    [InlineData("http://[2001:db8::7]/shop.git", null)]
    public void A_host_is_reached_at_the_addresses_that_were_judged(string url, string? pin) =>
        Assert.Equal(pin, Settings(Create(url)).GetValueOrDefault("http.curloptResolve"));

    private static IReadOnlyDictionary<string, string> Create(string url) => GitEnvironment.Create(
        new(url), [IPAddress.Parse("192.0.2.7"), IPAddress.Parse("2001:db8::7")], new("user", "a-token"), authorities: null, "/home");

    private static Dictionary<string, string> Settings(IReadOnlyDictionary<string, string> environment) => Enumerable
        .Range(0, int.Parse(environment["GIT_CONFIG_COUNT"], System.Globalization.CultureInfo.InvariantCulture))
        .ToDictionary(index => environment[$"GIT_CONFIG_KEY_{index}"], index => environment[$"GIT_CONFIG_VALUE_{index}"]);
}
