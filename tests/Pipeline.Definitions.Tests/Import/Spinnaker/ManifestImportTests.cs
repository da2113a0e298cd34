namespace Pipeline.Definitions.Tests.Import.Spinnaker;

public sealed class ManifestImportTests
{
    [Theory]
    [InlineData(
        """ "account": "prod", "cloudProvider": "kubernetes", "source": "text", "manifests": [{ "kind": "Job" }], "namespaceOverride": "shop", "requiredArtifactIds": ["image"] """,
        """{ "target": "prod", "manifests": [{ "kind": "Job" }], "namespace": "shop", "requiredArtifacts": ["image"] }""")]
    [InlineData(
        """ "account": "prod", "source": "artifact", "manifestArtifactId": "baked", "skipSpecTemplateLabels": true, "enableArtifactBinding": false, "stableManifestTimeoutMinutes": 5 """,
        """{ "target": "prod", "artifact": "baked", "bindArtifacts": false, "labelPods": false, "stableTimeout": "5m" }""")]
    [InlineData(
        """ "account": "prod", "manifests": [], "labelSelectors": { "selectors": [{ "key": "app", "kind": "EQUALS", "values": ["${parameters.region}"] }] }, "allowNothingSelected": true """,
        """{ "target": "prod", "labelSelectors": [{ "kind": "EQUALS", "key": "app", "values": ["${parameters.region}"] }], "allowNothingSelected": true }""")]
    [InlineData(
        """ "account": "prod", "trafficManagement": { "enabled": true, "options": { "enableTraffic": true, "services": ["service web"], "strategy": "redblack" } } """,
        """{ "target": "prod", "traffic": { "services": ["service web"], "strategy": "blue-green" } }""")]
    [InlineData(
        """ "account": "prod", "trafficManagement": { "enabled": true, "options": { "enableTraffic": false, "services": ["service web"], "strategy": "none" } } """,
        """{ "target": "prod", "traffic": { "services": ["service web"], "enable": false } }""")]
    [InlineData(
        """ "account": "prod", "trafficManagement": { "enabled": false, "options": { "enableTraffic": false, "services": [] } } """,
        """{ "target": "prod" }""")]
    public void A_deploy_of_manifests_keeps_what_it_says(string fields, string with)
    {
        var stage = Imports.Stages($$"""{ "refId": "1", "type": "deployManifest", {{fields}} }""").Document["spec"]!["stages"]![0]!;

        Assert.Equal("deploy.manifest", (string)stage["type"]!);
        Imports.AssertJson(with, stage["with"]);
    }

    [Theory]
    [InlineData("\"moniker\": { \"app\": \"shop\", \"cluster\": \"web\" }", "stages[0].moniker")]
    [InlineData("\"skipExpressionEvaluation\": true", "stages[0].skipExpressionEvaluation")]
    [InlineData("\"requiredArtifacts\": [{ \"type\": \"docker/image\" }]", "stages[0].requiredArtifacts")]
    [InlineData("\"source\": \"artifact\", \"manifestArtifact\": { \"type\": \"embedded/base64\" }", "stages[0].manifestArtifact")]
    public void What_a_deploy_cannot_keep_is_told(string field, string path) =>
        Assert.NotEmpty(Imports.Missing(Imports.Stages($$"""{ "refId": "1", "type": "deployManifest", {{field}} }"""), path).Instead);
}
