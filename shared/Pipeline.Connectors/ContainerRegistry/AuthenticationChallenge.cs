using System.Text.RegularExpressions;

namespace Pipeline.Connectors.ContainerRegistry;

/// <summary>How a registry wants callers to sign in: <c>WWW-Authenticate: Bearer realm="…",service="…",scope="…"</c>, or Basic.</summary>
/// <param name="Realm">Where a token is to be had; null: the password itself is sent.</param>
/// <param name="Service">What the token is for.</param>
/// <param name="Scope">What it is to allow.</param>
internal sealed partial record AuthenticationChallenge(Uri? Realm, string? Service, string? Scope)
{
    /// <summary>Reads the header; null when it asks for something else.</summary>
    public static AuthenticationChallenge? Parse(string? header)
    {
        if (header is null)
            return null;
        if (header.StartsWith("Basic", StringComparison.OrdinalIgnoreCase))
            return new(null, null, null);
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return null;

        var parameters = Parameter().Matches(header).GroupBy(match => match.Groups[1].Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Groups[2].Value, StringComparer.OrdinalIgnoreCase);
        return Uri.TryCreate(parameters.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) && realm.Scheme is "http" or "https"
            ? new(realm, parameters.GetValueOrDefault("service"), parameters.GetValueOrDefault("scope"))
            : null;
    }

    [GeneratedRegex("""([A-Za-z]+)="([^"]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
