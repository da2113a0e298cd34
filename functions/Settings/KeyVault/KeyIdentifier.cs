namespace Pipeline.Functions.Settings.KeyVault;

/// <summary>Names a key in Key Vault, or one version of it: <c>https://{vault}/keys/{name}[/{version}]</c>.</summary>
public sealed record KeyIdentifier
{
    private const string PublicCloud = "vault.azure.net";

    private static readonly string[] _services = [PublicCloud, "vault.azure.cn", "vault.usgovcloudapi.net", "managedhsm.azure.net", "managedhsm.azure.cn", "managedhsm.usgovcloudapi.net"];

    private KeyIdentifier(Uri uri, string? version)
    {
        Uri = uri;
        Version = version;
    }

    /// <summary>The address, without a closing slash.</summary>
    public Uri Uri { get; }

    /// <summary>The version; null: whichever is the newest when it is used.</summary>
    public string? Version { get; }

    /// <summary>For what a token must be valid that opens the vault.</summary>
    public string Scope => $"https://{Service ?? PublicCloud}/.default";

    // The part of the host that is the same for all vaults of a cloud; null at an address of somebody's own.
    private string? Service => _services.FirstOrDefault(service => Uri.Host.EndsWith("." + service, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an address; null when it is none of a key.</summary>
    public static KeyIdentifier? Parse(string text)
    {
        if (!Uri.TryCreate(text.Trim().TrimEnd('/'), UriKind.Absolute, out var uri)
            || uri.Scheme != Uri.UriSchemeHttps || uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length > 0)
        {
            return null;
        }

        return uri.AbsolutePath.Split('/') switch
        {
            ["", "keys", { Length: > 0 }] => new(uri, null),
            ["", "keys", { Length: > 0 }, { Length: > 0 } version] => new(uri, version),
            _ => null,
        };
    }

    /// <summary>Whether the same service answers for both, so that a token for the one may be shown to the other.</summary>
    public bool IsOfServiceOf(KeyIdentifier other) => Uri.Authority == other.Uri.Authority || (Service is { } service && service == other.Service && Uri.IsDefaultPort);
}
