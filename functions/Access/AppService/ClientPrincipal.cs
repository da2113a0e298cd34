using System.Text.Json;

namespace Pipeline.Functions.Access.AppService;

/// <summary>Who, according to App Service authentication, sends a request: the content of its header <c>X-MS-CLIENT-PRINCIPAL</c>.</summary>
/// <param name="IdentityProvider">Who vouches for the claims (<c>auth_typ</c>), for example <c>aad</c>.</param>
/// <param name="NameType">The type of the claim that names the sender (<c>name_typ</c>); empty when not said.</param>
/// <param name="RoleType">The type of the claims that hold roles (<c>role_typ</c>); empty when not said.</param>
/// <param name="Claims">What the provider says of the sender. A type may occur several times.</param>
public sealed record ClientPrincipal(string IdentityProvider, string NameType, string RoleType, IReadOnlyList<ClientPrincipalClaim> Claims)
{
    /// <summary>Microsoft Entra ID, as the platform calls it.</summary>
    public const string EntraId = "aad";

    /// <summary>Reads the header's value: base64 of a JSON object.</summary>
    /// <returns>Null when it is anything else. Claims that are not texts are left out.</returns>
    public static ClientPrincipal? Parse(string header)
    {
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header, bytes, out var length))
            return null;

        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("claims", out var claims)
                && claims.ValueKind is JsonValueKind.Array
                && Text(root, "auth_typ") is { Length: > 0 } provider
                ? new ClientPrincipal(provider, Text(root, "name_typ") ?? "", Text(root, "role_typ") ?? "", [.. claims.EnumerateArray().Select(ReadClaim).OfType<ClientPrincipalClaim>()])
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or texts in it that are not UTF-8.
            return null;
        }
    }

    /// <summary>The values of the claims of a type, in order.</summary>
    public IEnumerable<string> ValuesOf(string type) => type.Length == 0 ? [] : Claims.Where(claim => claim.Type == type).Select(claim => claim.Value);

    private static ClientPrincipalClaim? ReadClaim(JsonElement claim) =>
        claim.ValueKind is JsonValueKind.Object && Text(claim, "typ") is { Length: > 0 } type && Text(claim, "val") is { } value
            ? new ClientPrincipalClaim(type, value)
            : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

/// <summary>One claim.</summary>
/// <param name="Type">Its type (<c>typ</c>): a short name or an address.</param>
/// <param name="Value">Its value (<c>val</c>).</param>
public sealed record ClientPrincipalClaim(string Type, string Value);
