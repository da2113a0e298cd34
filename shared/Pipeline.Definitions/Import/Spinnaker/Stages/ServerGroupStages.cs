namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages of server groups and clusters, App Engine's and AWS's own among them (reference C5).</summary>
internal static class ServerGroupStages
{
    public static IEnumerable<KeyValuePair<string, StageTypeImport>> All { get; } = new Dictionary<string, StageTypeImport>
    {
        ["cloneServerGroup"] = ClusterImport.Clone,
        ["deploy"] = new("deploy.server-group"),
        ["destroyServerGroup"] = ClusterImport.Destroy,
        ["disableCluster"] = ClusterImport.DisableCluster,
        ["disableServerGroup"] = ClusterImport.Disable,
        ["enableServerGroup"] = ClusterImport.Enable,
        ["modifyAwsScalingProcess"] = new("deploy.modify-aws-scaling-process"),
        ["modifyScalingProcess"] = new("deploy.modify-aws-scaling-process"),
        ["resizeServerGroup"] = ClusterImport.Resize,
        ["rollbackCluster"] = ClusterImport.Rollback,
        ["scaleDownCluster"] = ClusterImport.ScaleDown,
        ["shrinkCluster"] = ClusterImport.Shrink,
        ["startAppEngineServerGroup"] = new("deploy.start-server-group"),
        ["startServerGroup"] = new("deploy.start-server-group"),
        ["stopAppEngineServerGroup"] = new("deploy.stop-server-group"),
        ["stopServerGroup"] = new("deploy.stop-server-group"),
        ["upsertAppEngineLoadBalancers"] = new("deploy.edit-load-balancer"),
    };
}
