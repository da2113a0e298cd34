namespace Pipeline.Definitions.Tests.Import.Spinnaker;

/// <summary>The stage that renders manifests.</summary>
public sealed class BakeManifestImportTests
{
    [Theory]
    [InlineData(
        """
        "templateRenderer": "HELM3", "outputName": "shop", "namespace": "prod", "rawOverrides": true, "includeCRDs": true, "kubeVersion": "1.29", "apiVersions": "a/v1, b/v1",
        "overrides": { "image.tag": "${parameters.region}" }, "evaluateOverrideExpressions": true,
        "inputArtifacts": [{ "account": "charts", "artifact": { "artifactAccount": "charts", "name": "shop", "type": "helm/chart", "version": "^1.2" } }, { "account": "hub", "id": "values" }]
        """,
        """
        {
          "chartRepository": "charts", "chart": "shop", "version": "^1.2", "overrides": [{ "artifact": "values" }], "name": "shop", "namespace": "prod",
          "values": { "image.tag": "${parameters.region}" }, "replaceBasicTypes": true, "includeCrds": true, "kubeVersion": "1.29", "apiVersions": ["a/v1", "b/v1"]
        }
        """)]
    [InlineData(
        """
        "templateRenderer": "HELM2", "outputName": "shop",
        "inputArtifacts": [
          { "account": "hub", "artifact": { "type": "github/file", "name": "charts/shop.tgz", "reference": "https://api.github.com/repos/team/shop/contents/charts/shop.tgz", "version": "main" } },
          { "account": "lab", "artifact": { "type": "gitlab/file", "reference": "https://gitlab.com/api/v4/projects/team%2Fconf/repository/files/prod%2Fvalues.yaml/raw", "version": "v1" } }
        ],
        "expectedArtifacts": [{ "id": "m", "matchArtifact": { "type": "embedded/base64", "name": "manifests" } }]
        """,
        """
        {
          "file": { "source": "hub", "repository": "team/shop", "path": "charts/shop.tgz", "branch": "main" },
          "overrides": [{ "file": { "source": "lab", "repository": "team/conf", "path": "prod/values.yaml", "branch": "v1" } }],
          "name": "shop", "outputName": "manifests"
        }
        """)]
    [InlineData(
        """
        "templateRenderer": "KUSTOMIZE4", "outputName": "shop", "kustomizeFilePath": "overlays/prod/kustomization.yaml",
        "inputArtifact": { "account": "git", "artifact": { "type": "git/repo", "reference": "https://git.example.com/team/shop.git", "version": "main" } }
        """,
        """{ "engine": "kustomize", "file": { "source": "git", "repository": "team/shop", "path": "overlays/prod/kustomization.yaml", "branch": "main" }, "outputName": "shop" }""")]
    [InlineData(
        """ "templateRenderer": "KUSTOMIZE", "outputName": "shop", "kustomizeFilePath": "overlays/prod", "inputArtifacts": [{ "account": "", "id": "repository" }] """,
        """{ "engine": "kustomize", "artifact": "repository", "kustomizationPath": "overlays/prod", "outputName": "shop" }""")]
    public void Its_inputs_come_along(string fields, string with) => Imports.AssertJson(with, With(fields, out _));

    [Theory]
    [InlineData(""" "templateRenderer": "HELMFILE" """, "stages[0].templateRenderer")]
    [InlineData(""" "helmChartFilePath": "charts/shop" """, "stages[0].helmChartFilePath")]
    [InlineData(""" "inputArtifacts": [{ "account": "s3", "artifact": { "type": "s3/object", "reference": "s3://bucket/shop.tgz" } }] """, "stages[0].inputArtifacts[0].artifact")]
    public void What_has_no_counterpart_is_listed(string fields, string path)
    {
        With(fields, out var imported);

        Imports.Missing(imported, path);
    }

    private static System.Text.Json.Nodes.JsonNode? With(string fields, out Definitions.Import.Spinnaker.ImportedPipeline imported)
    {
        imported = Imports.Stages($$"""{ "refId": "1", "type": "bakeManifest", {{fields}} }""");
        var stage = Imports.StagesOf(imported)[0]!;
        Assert.Equal("build.bake-manifest", (string?)stage["type"]);
        return stage["with"];
    }
}
