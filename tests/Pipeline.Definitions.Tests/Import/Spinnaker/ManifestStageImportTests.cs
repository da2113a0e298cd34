namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>Stages on objects of a cluster.</summary>
public sealed class ManifestStageImportTests
{
    [Theory]
    [InlineData("""{"type":"deleteManifest","account":"prod","location":"shop","manifestName":"deployment web","mode":"static","kind":"deployment","options":{"cascading":true,"gracePeriodSeconds":null},"cloudProvider":"kubernetes"}""",
        "deploy.delete", """{"target":"prod","namespace":"shop","name":"deployment web"}""")]
    [InlineData("""{"type":"deleteManifest","account":"prod","location":"shop","mode":"label","kinds":["deployment","service"],"labelSelectors":{"selectors":[{"key":"app","kind":"CONTAINS","values":["web","api"]},{"key":"old","kind":"EXISTS"}]},"options":{"cascading":false,"gracePeriodSeconds":5}}""",
        "deploy.delete", """{"target":"prod","namespace":"shop","kinds":["deployment","service"],"labelSelectors":[{"kind":"CONTAINS","key":"app","values":["web","api"]},{"kind":"EXISTS","key":"old"}],"cascading":"orphan","gracePeriod":"5s"}""")]
    [InlineData("""{"type":"scaleManifest","account":"prod","location":"shop","mode":"dynamic","kind":"replicaSet","cluster":"replicaSet web","criteria":"smallest","app":"shop","replicas":"3"}""",
        "deploy.scale", """{"target":"prod","namespace":"shop","kind":"replicaSet","cluster":"replicaSet web","application":"shop","criteria":"smallest","size":"replicas","replicas":3}""")]
    [InlineData("""{"type":"disableManifest","deployTarget":"nks","namespace":"shop","mode":"dynamic","kind":"replicaSet","cluster":"replicaSet web","criteria":"Second Newest"}""",
        "deploy.disable", """{"target":"nks","namespace":"shop","kind":"replicaSet","cluster":"replicaSet web","criteria":"second-newest"}""")]
    [InlineData("""{"type":"enableManifest","deployTarget":"nks","namespace":"shop","mode":"dynamic","kind":"replicaSet","cluster":"replicaSet web","criteria":"Largest","loadBalancers":["service web"]}""",
        "deploy.enable", """{"target":"nks","namespace":"shop","kind":"replicaSet","cluster":"replicaSet web","criteria":"largest","services":["service web"]}""")]
    [InlineData("""{"type":"undoRolloutManifest","account":"prod","location":"shop","manifestName":"deployment web","mode":"static","numRevisionsBack":2}""",
        "deploy.rollout-undo", """{"target":"prod","namespace":"shop","name":"deployment web","revisionsBack":2}""")]
    [InlineData("""{"type":"patchManifest","account":"prod","location":"shop","manifestName":"deployment web","mode":"static","source":"text","options":{"mergeStrategy":"strategic","record":true},"patchBody":[{"spec":{"replicas":2}}],"requiredArtifactIds":["image"]}""",
        "deploy.patch", """{"target":"prod","namespace":"shop","name":"deployment web","patch":{"spec":{"replicas":2}},"requiredArtifacts":["image"]}""")]
    [InlineData("""{"type":"patchManifest","account":"prod","location":"shop","manifestName":"deployment web","source":"artifact","manifestArtifactId":"patch","options":{"mergeStrategy":"json","record":false}}""",
        "deploy.patch", """{"target":"prod","namespace":"shop","name":"deployment web","mergeStrategy":"json","record":false,"artifact":"patch"}""")]
    [InlineData("""{"type":"rollingRestartManifest","account":"prod","location":"shop","manifestName":"deployment web"}""",
        "deploy.rolling-restart", """{"target":"prod","namespace":"shop","name":"deployment web"}""")]
    [InlineData("""{"type":"findArtifactsFromResource","account":"prod","location":"shop","manifestName":"web","kind":"deployment"}""",
        "deploy.find-artifacts-from-resource", """{"target":"prod","namespace":"shop","kind":"deployment","name":"web"}""")]
    public void A_stage_on_objects_becomes_one_here(string stage, string type, string with)
    {
        var imported = Imports.Stages($$"""{ "refId": "1", "name": "S", {{stage[1..]}}""");

        var converted = Imports.StagesOf(imported)[0]!;
        Assert.Equal(type, (string)converted["type"]!);
        Imports.AssertJson(with, converted["with"]);
        Assert.Equal("stages[0].type", Assert.Single(imported.Missing).Path); // the type itself, which these tests do not give the import
    }
}
