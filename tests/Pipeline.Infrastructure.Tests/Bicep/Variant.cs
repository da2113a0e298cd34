namespace Pipeline.Infrastructure.Tests.Bicep;

/// <summary>A choice of parameters whose deployment the tests look at.</summary>
/// <param name="Name">Its name, and that of its parameter file.</param>
/// <param name="Parameters">The lines of the parameter file; null: the file is one of the templates'.</param>
internal sealed record Variant(string Name, string? Parameters = null)
{
    /// <summary>Variables that the parameter file reads.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The values of secure parameters, which the compiler leaves out of what it shows.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string> { ["adminToken"] = "", ["otlpHeaders"] = "" };

    /// <summary>Flex Consumption, reached over the internet, nothing optional.</summary>
    public static Variant Dev { get; } = new("dev");

    /// <summary>Flex Consumption with private storage, one fixed address, and whom to alert.</summary>
    public static Variant Prod { get; } = new("prod")
    {
        Environment = new Dictionary<string, string> { ["PIPELINE_ALERT_EMAILS"] = "first@example.com,second@example.com" },
    };

    /// <summary>Elastic Premium, reached over the internet.</summary>
    public static Variant Premium { get; } = new("premium", """
        param plan = 'premium'
        """);

    /// <summary>Elastic Premium over several zones with a private network.</summary>
    public static Variant PremiumPrivate { get; } = new("premium-private", """
        param plan = 'premium'
        param network = 'private'
        param zoneRedundant = true
        param premiumScale = { sku: 'EP2', minimumInstances: 1, maximumInstances: 10 }
        """);

    /// <summary>The Durable Task Scheduler over the internet.</summary>
    public static Variant Scheduler { get; } = new("scheduler", """
        param durableBackend = 'scheduler'
        param schedulerSku = { name: 'Dedicated', capacity: 2 }
        """);

    /// <summary>Everything that can be had.</summary>
    public static Variant Full { get; } = new("full", """
        param network = 'private'
        param privateInbound = true
        param natGateway = true
        param durableBackend = 'scheduler'
        param taskHubName = 'deployments'
        param publicUrl = 'https://pipeline.example.com'
        param authenticationClientId = '11111111-1111-1111-1111-111111111111'
        param adminToken = 'the-administrators-token'
        param otlpEndpoint = 'https://otlp.example.com'
        param otlpHeaders = 'api-key=the-key-of-the-receiver'
        param alertEmails = ['first@example.com']
        param clusterId = '/subscriptions/00000000-0000-0000-0000-00000000000c/resourceGroups/clusters/providers/Microsoft.ContainerService/managedClusters/shop'
        param clusterNetworkId = '/subscriptions/00000000-0000-0000-0000-00000000000c/resourceGroups/networks/providers/Microsoft.Network/virtualNetworks/shop-network'
        param clusterDnsZoneId = '/subscriptions/00000000-0000-0000-0000-00000000000c/resourceGroups/zones/providers/Microsoft.Network/privateDnsZones/x.privatelink.koreacentral.azmk8s.io'
        """)
    {
        Secrets = new Dictionary<string, string> { ["adminToken"] = "the-administrators-token", ["otlpHeaders"] = "api-key=the-key-of-the-receiver" },
    };

    /// <summary>All that deploy.</summary>
    public static IReadOnlyList<Variant> All { get; } = [Dev, Prod, Premium, PremiumPrivate, Scheduler, Full];

    /// <summary>The names of all, for theories.</summary>
    public static TheoryData<string> Names { get; } = [.. All.Select(variant => variant.Name)];

    /// <summary>The one of that name.</summary>
    public static Variant Named(string name) => All.Single(variant => variant.Name == name);
}
