namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Stages of server groups and clusters, App Engine's and AWS's own among them (reference C5).</summary>
internal static class ServerGroupStages
{
    public static IEnumerable<KeyValuePair<string, StageTypeImport>> All { get; } = new Dictionary<string, StageTypeImport>
    {
        ["cloneServerGroup"] = new("deploy.clone-server-group"),
        ["deploy"] = new("deploy.server-group"),
        ["destroyServerGroup"] = new("deploy.destroy-server-group"),
        ["disableCluster"] = new("deploy.disable-cluster"),
        ["disableServerGroup"] = new("deploy.disable-server-group"),
        ["enableServerGroup"] = new("deploy.enable-server-group"),
        ["modifyAwsScalingProcess"] = new("deploy.modify-aws-scaling-process"),
        ["modifyScalingProcess"] = new("deploy.modify-aws-scaling-process"),
        ["resizeServerGroup"] = new("deploy.resize-server-group"),
        ["rollbackCluster"] = new("deploy.rollback-cluster"),
        ["scaleDownCluster"] = new("deploy.scale-down-cluster"),
        ["shrinkCluster"] = new("deploy.shrink-cluster"),
        ["startAppEngineServerGroup"] = new("deploy.start-server-group"),
        ["startServerGroup"] = new("deploy.start-server-group"),
        ["stopAppEngineServerGroup"] = new("deploy.stop-server-group"),
        ["stopServerGroup"] = new("deploy.stop-server-group"),
        ["upsertAppEngineLoadBalancers"] = new("deploy.edit-load-balancer"),
    };
}
