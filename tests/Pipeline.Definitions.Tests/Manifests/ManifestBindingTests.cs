using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests.Binding;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class ManifestBindingTests
{
    private const string Digest = "@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly Artifact Built = Image("registry:5000/shop/web", "2");

    [Theory]
    [InlineData("registry:5000/shop/web", true)]
    [InlineData("registry:5000/shop/web:1", true)]
    [InlineData("registry:5000/shop/web" + Digest, true)]
    [InlineData("registry:5000/shop/web:1" + Digest, true)]
    [InlineData("registry:5000/shop/webs:1", false)]
    [InlineData("shop/web:1", false)]
    public void An_image_is_bound_by_its_name_without_tag_and_digest(string image, bool isBound)
    {
        var manifest = Manifest.Of($"{{apiVersion: v1, kind: Pod, metadata: {{name: x}}, spec: {{containers: [{{name: a, image: '{image}'}}]}}}}");

        var used = ManifestBinding.Bind(manifest, new([], [Built], "prod"));

        Assert.Equal(isBound ? [Built] : [], used);
        Assert.Equal(isBound ? "registry:5000/shop/web:2" : image, manifest["spec"]!["containers"]![0]!["image"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Pod", "spec: { initContainers: [{ image: 'shop/web:1' }], containers: [{ image: 'shop/web:1' }] }")]
    [InlineData("Deployment", "spec: { template: { spec: { initContainers: [{ image: 'shop/web:1' }], containers: [{ image: 'shop/web:1' }] } } }")]
    [InlineData("CronJob", "spec: { jobTemplate: { spec: { template: { spec: { initContainers: [{ image: 'shop/web:1' }], containers: [{ image: 'shop/web:1' }] } } } } }")]
    [InlineData("Rollout", "spec: { steps: [{ template: { spec: { initContainers: [{ image: 'shop/web:1' }], containers: [{ image: 'shop/web:1' }] } } }] }")]
    public void Images_are_bound_in_pods_and_templates_at_any_depth(string kind, string spec)
    {
        var manifest = Manifest.Of($"apiVersion: v1\nkind: {kind}\nmetadata: {{ name: x }}\n{spec}");

        ManifestBinding.Bind(manifest, new([], [Image("shop/web", "2")], "prod"));

        Assert.DoesNotContain("shop/web:1", manifest.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(3, manifest.ToJsonString().Split("shop/web:2").Length);
    }

    [Fact]
    public void ConfigMaps_and_Secrets_are_bound_wherever_pods_name_them()
    {
        var manifest = Manifest.Of("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: shop }
            spec:
              template:
                spec:
                  imagePullSecrets: [{ name: keys }]
                  volumes:
                    - { name: a, configMap: { name: conf } }
                    - { name: b, secret: { secretName: keys } }
                    - { name: c, projected: { sources: [{ configMap: { name: conf } }, { secret: { name: keys } }] } }
                    - { name: d, configMap: { name: other } }
                  containers:
                    - name: web
                      envFrom: [{ configMapRef: { name: conf } }, { secretRef: { name: keys } }]
                      env:
                        - { name: A, valueFrom: { configMapKeyRef: { name: conf, key: a } } }
                        - { name: B, valueFrom: { secretKeyRef: { name: keys, key: b } } }
                        - { name: conf, value: conf }
            """);

        var used = ManifestBinding.Bind(manifest, new([], [Object("configMap", "conf", 4), Object("secret", "keys", 7)], "prod"));

        var text = manifest.ToJsonString();
        Assert.Equal(2, used.Count);
        Assert.Equal((5, 6), (text.Split("\"conf-v004\"").Length, text.Split("\"keys-v007\"").Length));
        Assert.DoesNotContain("Name\":\"keys\"", text, StringComparison.Ordinal);
        Assert.Contains("""{"name":"conf","value":"conf"}""", text, StringComparison.Ordinal);
        Assert.Contains("""{"name":"other"}""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_autoscaler_follows_the_version_that_it_scales()
    {
        var manifest = Manifest.Of("{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x, namespace: shop}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: ReplicaSet, name: web}}}");

        ManifestBinding.Bind(manifest, new([], [Object("replicaSet", "web", 2)], "prod"));

        Assert.Equal("web-v002", manifest["spec"]!["scaleTargetRef"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public void What_the_stage_made_comes_before_the_required_and_that_before_the_optional()
    {
        var pod = "{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: shop}, spec: {imagePullSecrets: [{name: keys}], containers: [{image: shop/web}]}}";
        var (old, required, made) = (Object("secret", "keys", 1), Object("secret", "keys", 2), Object("secret", "keys", 3));
        var artifacts = new BindableArtifacts([required], [old], "prod");

        Assert.Equal(required, Assert.Single(ManifestBinding.Bind(Manifest.Of(pod), artifacts)));
        artifacts.Add(made);
        Assert.Equal(made, Assert.Single(ManifestBinding.Bind(Manifest.Of(pod), artifacts)));
        Assert.Equal([required], artifacts.Unused([made]));
    }

    [Fact]
    public void Of_equal_artifacts_the_latter_is_bound() => Assert.Equal(
        Image("shop/web", "2"),
        Assert.Single(ManifestBinding.Bind(Manifest.Of("{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {containers: [{image: shop/web}]}}"), new([], [Image("shop/web", "1"), Image("shop/web", "2")], "prod"))));

    [Theory]
    [InlineData("other", "prod")]
    [InlineData("shop", "test")]
    public void An_object_of_another_namespace_or_target_is_not_bound(string location, string target)
    {
        var manifest = Manifest.Of("{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: shop}, spec: {imagePullSecrets: [{name: keys}], containers: []}}");
        var artifact = Object("secret", "keys", 1) with { Location = location, Metadata = new() { [BindableArtifacts.TargetField] = target } };

        Assert.Empty(ManifestBinding.Bind(manifest, new([], [artifact], "prod")));
    }

    [Fact]
    public void A_required_artifact_that_nothing_uses_is_named()
    {
        Assert.Null(ManifestBinding.FaultOf([], []));
        var fault = ManifestBinding.FaultOf([Built], ["shop/api"]);
        Assert.Contains("registry:5000/shop/web", fault, StringComparison.Ordinal);
        Assert.Contains("shop/api", fault, StringComparison.Ordinal);
    }

    private static Artifact Image(string name, string tag) => new() { Type = "docker/image", Name = name, Version = tag, Reference = $"{name}:{tag}" };

    private static Artifact Object(string kind, string name, int version) =>
        new() { Type = $"kubernetes/{kind}", Name = name, Version = $"v{version:D3}", Location = "shop", Reference = $"{name}-v{version:D3}" };
}
