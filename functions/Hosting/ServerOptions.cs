using Pipeline.Definitions.Retention;
using Pipeline.Functions.Observability;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Hosting;

/// <summary>What the operator decides about a server.</summary>
public sealed record ServerOptions
{
    /// <summary>Where a server listens when nobody says otherwise.</summary>
    public const string DefaultUrl = "http://localhost:7071";

    /// <summary>The folder for data when nobody says otherwise.</summary>
    public const string DefaultDataFolder = ".pipeline";

    /// <summary>Who runs orchestrations. <see cref="HostingMode.Functions"/> when the Functions host started this process, and only then.</summary>
    public HostingMode Mode { get; init; } = HostingMode.Embedded;

    /// <summary>The addresses to listen on, for example <c>http://localhost:7071</c>; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>The data folder of embedded storage.</summary>
    public string DataFolder { get; init; } = DefaultDataFolder;

    /// <summary>The address under which people reach the server, for links; null: the first address it listens on.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>A secret that is valid for the subject <c>admin</c>; null: a first start makes one and prints it.</summary>
    public string? AdminToken { get; init; }

    /// <summary>The key in Key Vault that encrypts the keys of secrets and links at rest; null: they are stored as they are.</summary>
    public Settings.KeyVault.KeyIdentifier? KeyVaultKey { get; init; }

    /// <summary>On a storage account: after which time without a sign of life another process may take the account over. 15 to 60 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = StorageLease.DefaultDuration;

    /// <summary>How long runs of pipelines that do not say it themselves are kept; null: for ever.</summary>
    public RunRetention? Retention { get; init; }

    /// <summary>The environment's settings: <c>AzureWebJobsStorage</c> and what else the libraries read by themselves.</summary>
    public IConfiguration Configuration { get; init; } = new ConfigurationManager();

    /// <summary>Whether the log tells everything.</summary>
    public bool Verbose { get; init; }

    /// <summary>How the console log is written.</summary>
    public LogFormat LogFormat { get; init; }
}
