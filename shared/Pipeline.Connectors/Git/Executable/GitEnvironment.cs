using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Connectors.Git.Executable;

/// <summary>
/// The environment that the program <c>git</c> is given, and it is given no other: nothing of this process's own, no configuration of the
/// machine or a user, no prompt, no helper that knows passwords, no protocol but HTTP, no proxy, no redirect, and no address but those that
/// the rules of outgoing calls allow. The credential stands here, since command lines are for everyone to see.
/// </summary>
internal static class GitEnvironment
{
    /// <summary>Makes it.</summary>
    /// <param name="url">The repository.</param>
    /// <param name="addresses">The addresses at which the host may be reached.</param>
    /// <param name="credential">Who signs in; null: nobody.</param>
    /// <param name="authorities">A PEM file of the certificate authorities to trust; null: the system's.</param>
    /// <param name="folder">An empty folder that stands for the user's home.</param>
    public static IReadOnlyDictionary<string, string> Create(
        Uri url, IReadOnlyList<IPAddress> addresses, NetworkCredential? credential, string? authorities, string folder)
    {
        var settings = new List<(string Key, string Value)>
        {
            ("remote.origin.url", url.AbsoluteUri),
            ("protocol.allow", "never"),
            ("protocol.http.allow", "always"),
            ("protocol.https.allow", "always"),
            ("http.followRedirects", "false"), // a redirect would lead past the address rules
            ("http.proxy", ""),
            ("http.lowSpeedLimit", "100"),
            ("http.lowSpeedTime", "30"),
            ("credential.helper", ""),
            ("core.askPass", ""),
            ("core.hooksPath", folder),
            ("core.fsmonitor", "false"),
            ("gc.auto", "0"),
            ("maintenance.auto", "false"),
            ("fetch.recurseSubmodules", "false"),
        };
        if (!IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
            settings.Add(("http.curloptResolve", $"{url.IdnHost}:{url.Port.ToString(CultureInfo.InvariantCulture)}:{string.Join(',', addresses.Select(Literal))}"));
        if (authorities is not null)
            settings.Add(("http.sslCAInfo", authorities));
        if (credential is not null)
            settings.Add(("http.extraHeader", $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"))}"));

        var environment = new Dictionary<string, string>
        {
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null",
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_LITERAL_PATHSPECS"] = "1",
            ["GIT_OPTIONAL_LOCKS"] = "0",
            ["HOME"] = folder,
            ["XDG_CONFIG_HOME"] = folder,
            ["LC_ALL"] = "C",
            ["GIT_CONFIG_COUNT"] = settings.Count.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var name in OperatingSystem.IsWindows() ? ["PATH", "SystemRoot", "TEMP", "TMP"] : new[] { "PATH" })
            environment[name] = Environment.GetEnvironmentVariable(name) ?? "";
        foreach (var (index, (key, value)) in settings.Index())
        {
            environment[$"GIT_CONFIG_KEY_{index.ToString(CultureInfo.InvariantCulture)}"] = key;
            environment[$"GIT_CONFIG_VALUE_{index.ToString(CultureInfo.InvariantCulture)}"] = value;
        }

        return environment;
    }

    private static string Literal(IPAddress address) => address.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
