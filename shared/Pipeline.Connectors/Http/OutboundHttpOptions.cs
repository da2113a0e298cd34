using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Pipeline.Connectors.Http;

/// <summary>How outgoing HTTP calls are made. Every list may also be written as one text with commas.</summary>
public sealed record OutboundHttpOptions
{
    /// <summary>The configuration section that <see cref="From"/> reads: <c>Outbound</c>.</summary>
    public const string Section = "Outbound";

    /// <summary>Where calls may go (<c>Allow</c>, <c>Deny</c>, <c>Ports</c>, <c>Schemes</c>, <c>AllowLoopback</c>).</summary>
    public AddressRules Addresses { get; init; } = new();

    /// <summary>PEM files with certificate authorities that are trusted besides the system's.</summary>
    public IReadOnlyList<string> CertificateAuthorities { get; init; } = [];

    /// <summary>How long making a connection, its TLS handshake included, may take: 15 s, as Spinnaker has it.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a call may take, redirects and the whole answer included, when it does not say: 20 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many bytes of an answer are read, after decompression, when the call does not say: 1 MiB.</summary>
    public int MaximumAnswerBytes { get; init; } = 1024 * 1024;

    /// <summary>How many redirects a call follows.</summary>
    public int MaximumRedirects { get; init; } = 10;

    /// <summary>Reads the options from the section <see cref="Section"/>; what it leaves out keeps its default.</summary>
    /// <param name="configuration">The section, not the root.</param>
    /// <param name="allowLoopback">What <c>AllowLoopback</c> is when it is left out.</param>
    /// <exception cref="FormatException">A value cannot be read; the message names its key.</exception>
    public static OutboundHttpOptions From(IConfiguration configuration, bool allowLoopback = true)
    {
        var defaults = new OutboundHttpOptions();
        return new()
        {
            Addresses = new()
            {
                Allow = Each(configuration, "Allow", AddressRule.Parse),
                Deny = Each(configuration, "Deny", AddressRule.Parse),
                Ports = Each(configuration, "Ports", text => (int)ushort.Parse(text, CultureInfo.InvariantCulture)),
                Schemes = Each(configuration, "Schemes", Scheme) is { Count: > 0 } schemes ? schemes : defaults.Addresses.Schemes,
                AllowLoopback = One(configuration, "AllowLoopback", bool.Parse, allowLoopback),
            },
            CertificateAuthorities = Each(configuration, "CertificateAuthorities", text => text),
            ConnectTimeout = One(configuration, "ConnectTimeout", Span, defaults.ConnectTimeout),
            Timeout = One(configuration, "Timeout", Span, defaults.Timeout),
            MaximumAnswerBytes = One(configuration, "MaximumAnswerBytes", Count, defaults.MaximumAnswerBytes),
            MaximumRedirects = One(configuration, "MaximumRedirects", Count, defaults.MaximumRedirects),
        };
    }

    private static string Scheme(string text) => text.ToLowerInvariant() is "http" or "https"
        ? text.ToLowerInvariant()
        : throw new FormatException($"'{text}' is not a scheme that calls can have. Write http or https.");

    private static TimeSpan Span(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero && span < TimeSpan.FromDays(1)
            ? span
            : throw new FormatException($"'{text}' is not a time of less than a day. Write it as 00:00:20.");

    private static int Count(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static T One<T>(IConfiguration configuration, string key, Func<string, T> read, T otherwise) =>
        string.IsNullOrWhiteSpace(configuration[key]) ? otherwise : Read(configuration, key, configuration[key]!.Trim(), read);

    private static IReadOnlyList<T> Each<T>(IConfiguration configuration, string key, Func<string, T> read) =>
        [.. configuration.GetSection(key).GetChildren().Select(child => child.Value).Append(configuration[key])
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(text => Read(configuration, key, text, read))];

    private static T Read<T>(IConfiguration configuration, string key, string text, Func<string, T> read)
    {
        try
        {
            return read(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            var path = configuration is IConfigurationSection section ? $"{section.Path}:{key}" : key;
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }
}
