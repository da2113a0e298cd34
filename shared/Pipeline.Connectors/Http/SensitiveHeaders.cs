namespace Pipeline.Connectors.Http;

/// <summary>Headers whose values are credentials: never shown, and not sent on to another origin.</summary>
public static class SensitiveHeaders
{
    private static readonly string[] Words = ["auth", "cookie", "token", "secret", "password", "credential", "signature", "api-key", "apikey", "access-key", "session"];

    /// <summary>Whether a header of that name holds a credential, as far as its name tells.</summary>
    public static bool Contains(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
