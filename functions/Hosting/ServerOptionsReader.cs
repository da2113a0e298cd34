using System.Globalization;
using Pipeline.Functions.Access;
using Pipeline.Functions.Observability;
using Pipeline.Functions.Retention;
using Pipeline.Functions.Settings.KeyVault;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Hosting;

/// <summary>Reads a server's options: the command line first, then the environment, then the defaults.</summary>
internal static class ServerOptionsReader
{
    /// <summary>The Functions host sets it for the custom handler that it starts: the loopback port to listen on. Nothing else selects Functions mode.</summary>
    public const string HandlerPort = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private const int ShortestAdminToken = 16;

    /// <exception cref="StartupException">A value cannot be used.</exception>
    public static ServerOptions Read(string? urls, string? data, string? publicUrl, string? logFormat, bool verbose, IConfiguration environment)
    {
        var handlerPort = Given(environment[HandlerPort]);
        var options = new ServerOptions
        {
            Mode = handlerPort is null ? HostingMode.Embedded : HostingMode.Functions,

            // ASPNETCORE_URLS is inherited from the Functions host there, whose own addresses it names.
            Urls = handlerPort is null
                ? Urls(urls ?? environment["PIPELINE_URLS"] ?? environment["ASPNETCORE_URLS"] ?? ServerOptions.DefaultUrl)
                : [HandlerUrl(handlerPort)],
            DataFolder = data ?? Given(environment["PIPELINE_DATA"]) ?? ServerOptions.DefaultDataFolder,
            PublicUrl = PublicUrl(publicUrl ?? Given(environment["PIPELINE_PUBLIC_URL"]) ?? (handlerPort is null ? null : FunctionAppUrl(environment))),
            AdminToken = AdminToken(Given(environment["PIPELINE_ADMIN_TOKEN"]), platformResolves: handlerPort is not null),
            KeyVaultKey = KeyVaultKey(Given(environment[KeyEncryptionKey.Setting])),
            LeaseDuration = LeaseDuration(Given(environment["PIPELINE_LEASE_SECONDS"])),
            Retention = RetentionOptions.Read(environment),
            Configuration = environment,
            Verbose = verbose,
            LogFormat = LogFormat(logFormat ?? Given(environment["PIPELINE_LOG_FORMAT"])),
        };
        return string.IsNullOrWhiteSpace(options.DataFolder) ? throw new StartupException("--data is empty. Name a folder.") : options;
    }

    private static string HandlerUrl(string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= ushort.MaxValue
            ? $"http://127.0.0.1:{number}"
            : throw new StartupException($"{HandlerPort} is set by the Functions host to a port number; it is '{port}'. Take it out of the environment to run without that host.");

    // Azure names the app's own host, the Core Tools their local address.
    private static string? FunctionAppUrl(IConfiguration environment) => Given(environment["WEBSITE_HOSTNAME"]) is not { } name
        ? null
        : (name.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || name.StartsWith("127.0.0.1", StringComparison.Ordinal) ? "http://" : "https://") + name;

    private static string[] Urls(string text)
    {
        var urls = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0)
            throw new StartupException($"--urls is empty. Write an address such as {ServerOptions.DefaultUrl}.");

        foreach (var url in urls)
        {
            // Kestrel's wildcard hosts are no host names to Uri.
            var readable = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(readable, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
                throw new StartupException($"'{url}' is no address to listen on. Write one such as {ServerOptions.DefaultUrl}.");
            if (uri.Scheme == "https")
                throw new StartupException($"'{url}': the server speaks plain HTTP. Put a proxy that ends TLS in front of it and name its address with --public-url.");
        }

        return urls;
    }

    private static Uri? PublicUrl(string? text)
    {
        if (text is null)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length + uri.Fragment.Length > 0)
            throw new StartupException($"'{text}' is no public address. Write one such as https://pipeline.example.com.");
        return uri;
    }

    private static string? AdminToken(string? token, bool platformResolves)
    {
        if (token is null)
            return null;
        if (KeyVaultReference.Is(token))
        {
            // In Azure the platform resolves references; whoever starts the app there is told of one that it could not (FirstAdmin).
            return platformResolves ? token : throw new StartupException("PIPELINE_ADMIN_TOKEN is a Key Vault reference, which only Azure resolves. Set the token itself.");
        }

        return token.Length is >= ShortestAdminToken and <= 512 && token.All(char.IsAscii) && !token.Any(c => char.IsControl(c) || c == ' ')
            ? token
            : throw new StartupException($"PIPELINE_ADMIN_TOKEN needs {ShortestAdminToken} to 512 ASCII characters without spaces.");
    }

    private static KeyIdentifier? KeyVaultKey(string? text) => text is null ? null : KeyIdentifier.Parse(text)
        ?? throw new StartupException($"{KeyEncryptionKey.Setting} is '{text}', which is no key in Key Vault. Write one such as https://my-vault.vault.azure.net/keys/pipeline, with a version behind it to stay with that.");

    private static TimeSpan LeaseDuration(string? text)
    {
        if (text is null)
            return StorageLease.DefaultDuration;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && TimeSpan.FromSeconds(seconds) is var duration
            && duration >= StorageLease.ShortestDuration && duration <= StorageLease.LongestDuration
            ? duration
            : throw new StartupException(
                $"PIPELINE_LEASE_SECONDS is a whole number of seconds from {StorageLease.ShortestDuration.TotalSeconds:0} to {StorageLease.LongestDuration.TotalSeconds:0}.");
    }

    private static LogFormat LogFormat(string? text) => text?.ToLowerInvariant() switch
    {
        null or "text" => Observability.LogFormat.Text,
        "json" => Observability.LogFormat.Json,
        _ => throw new StartupException($"'{text}' is no format of the log. Write text or json."),
    };

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

/// <summary>The server cannot start; the message is one line that says why and what to do.</summary>
public sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);
