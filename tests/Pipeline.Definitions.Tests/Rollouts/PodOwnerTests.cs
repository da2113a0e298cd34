using System.Text.Json.Nodes;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Definitions.Tests.Rollouts;

public sealed class PodOwnerTests
{
    [Theory]
    [InlineData(3, 2, 2, "deployment", true)]
    [InlineData(2, 2, 2, "deployment", false)]
    [InlineData(3, 2, 2, "another", false)]
    [InlineData(3, 2, 1, "deployment", false)] // the controller has not seen the new template: revision 3 may be the old one
    public void The_new_replica_set_is_the_deployments_own_with_its_revision(int revision, int generation, int observed, string owner, bool isNewest)
    {
        var deployment = Parse($$"""
            {"kind":"Deployment","metadata":{"uid":"deployment","generation":{{generation}},"annotations":{"deployment.kubernetes.io/revision":"3"} },"status":{"observedGeneration":{{observed}} } }
            """);
        var replicaSet = Parse($$"""
            {"kind":"ReplicaSet","metadata":{"uid":"rs","annotations":{"deployment.kubernetes.io/revision":"{{revision}}" },"ownerReferences":[{"uid":"{{owner}}","controller":true}] } }
            """);

        Assert.Equal(isNewest, PodOwner.IsNewest(replicaSet, deployment));
        Assert.Null(PodOwner.Of(deployment));
        Assert.Equal(new("rs"), PodOwner.Of(replicaSet));
    }

    [Theory]
    [InlineData("""{"kind":"StatefulSet","metadata":{"uid":"1"},"status":{"updateRevision":"web-b"}}""", """{"controller-revision-hash":"web-b"}""", true)]
    [InlineData("""{"kind":"StatefulSet","metadata":{"uid":"1"},"status":{"updateRevision":"web-b"}}""", """{"controller-revision-hash":"web-a"}""", false)]
    [InlineData("""{"kind":"StatefulSet","metadata":{"uid":"2"},"status":{"updateRevision":"web-b"}}""", """{"controller-revision-hash":"web-b"}""", false)]
    [InlineData("""{"kind":"DaemonSet","metadata":{"uid":"1","annotations":{"deprecated.daemonset.template.generation":"4"}}}""", """{"pod-template-generation":"3"}""", false)]
    [InlineData("""{"kind":"DaemonSet","metadata":{"uid":"1","annotations":{"deprecated.daemonset.template.generation":"4"}}}""", """{"pod-template-generation":"4"}""", true)]
    [InlineData("""{"kind":"DaemonSet","metadata":{"uid":"1"}}""", """{}""", true)]
    [InlineData("""{"kind":"Job","metadata":{"uid":"1"}}""", """{}""", true)]
    public void Pods_of_an_older_revision_are_not_the_newest(string workload, string labels, bool owns)
    {
        var pod = Parse($$"""{"metadata":{"labels":{{labels}},"ownerReferences":[{"uid":"7"},{"uid":"1","controller":true}] } }""");

        Assert.Equal(owns, PodOwner.Of(Parse(workload))!.Owns(pod));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
