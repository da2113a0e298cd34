namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages of Cloud Foundry's services and routes (reference C5).</summary>
internal static class CloudFoundryStages
{
    public static IEnumerable<KeyValuePair<string, StageTypeImport>> All { get; } = new Dictionary<string, StageTypeImport>
    {
        ["createServiceKey"] = new("deploy.create-service-key"),
        ["deleteServiceKey"] = new("deploy.delete-service-key"),
        ["deployService"] = new("deploy.cloud-foundry-service"),
        ["destroyService"] = new("deploy.destroy-service"),
        ["mapLoadBalancers"] = new("deploy.map-load-balancers"),
        ["shareService"] = new("deploy.share-service"),
        ["unmapLoadBalancers"] = new("deploy.unmap-load-balancers"),
        ["unshareService"] = new("deploy.unshare-service"),
    };
}
