namespace Pipeline.Storage.Azure;

/// <summary>Reads connection strings as the portal, the Functions host and Azurite write them.</summary>
public static class StorageConnectionString
{
    // The emulator's published account: the same on every machine, and no secret.
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>The account that a connection string names.</summary>
    /// <exception cref="FormatException">The text is no connection string of a kind that is understood. The message never repeats its values.</exception>
    public static StorageAccount Parse(string connectionString)
    {
        var settings = Split(connectionString);
        if (settings.TryGetValue("UseDevelopmentStorage", out var development))
        {
            if (!bool.TryParse(development, out var use) || !use)
                throw new FormatException("The storage connection string has UseDevelopmentStorage, which can only be 'true'.");
            return Development(settings.GetValueOrDefault("DevelopmentStorageProxyUri"));
        }

        if (settings.ContainsKey("SharedAccessSignature"))
            throw new FormatException(
                "The storage connection string has a SharedAccessSignature, which is not supported: use AccountName and AccountKey, or set AzureWebJobsStorage__accountName and give the identity a role.");
        var name = Required(settings, "AccountName");
        return new StorageAccount(name, Endpoint(settings, name, "table"), Endpoint(settings, name, "blob"))
        {
            QueueEndpoint = Endpoint(settings, name, "queue"),
            SharedKey = Key(name, Required(settings, "AccountKey")),
        };
    }

    private static Dictionary<string, string> Split(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException("The storage connection string is not a list of Name=Value separated by semicolons.");
            settings[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }

        return settings;
    }

    private static StorageAccount Development(string? proxy)
    {
        var host = proxy?.TrimEnd('/') ?? "http://127.0.0.1";
        return new StorageAccount(
            DevelopmentAccount, Absolute("DevelopmentStorageProxyUri", $"{host}:10002/{DevelopmentAccount}"), Absolute("DevelopmentStorageProxyUri", $"{host}:10000/{DevelopmentAccount}"))
        {
            QueueEndpoint = Absolute("DevelopmentStorageProxyUri", $"{host}:10001/{DevelopmentAccount}"),
            SharedKey = new StorageSharedKeyCredential(DevelopmentAccount, DevelopmentKey),
        };
    }

    private static StorageSharedKeyCredential Key(string account, string key)
    {
        try
        {
            return new StorageSharedKeyCredential(account, key);
        }
        catch (ArgumentException refused)
        {
            throw new FormatException(refused.Message, refused);
        }
    }

    private static Uri Endpoint(Dictionary<string, string> settings, string account, string service)
    {
        var custom = char.ToUpperInvariant(service[0]) + service[1..] + "Endpoint";
        if (settings.TryGetValue(custom, out var address))
            return Absolute(custom, address.TrimEnd('/'));
        var protocol = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = settings.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return Absolute("EndpointSuffix", $"{protocol}://{account}.{service}.{suffix}");
    }

    private static Uri Absolute(string setting, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri!.Query.Length == 0
            ? uri
            : throw new FormatException($"The storage connection string's {setting} does not make an http or https address.");

    private static string Required(Dictionary<string, string> settings, string name) => settings.TryGetValue(name, out var value) && value.Length > 0
        ? value
        : throw new FormatException($"The storage connection string has no {name}.");
}
