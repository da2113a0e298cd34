using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Reading;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class ManifestTextTests
{
    private const string One = "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}";
    private const string Two = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: two, namespace: shop}}";

    [Theory]
    [InlineData(One + "\n---\n" + Two)]
    [InlineData("---\n" + One + "\n---\n---\n# nothing here\n---\n" + Two + "\n...\n")]
    [InlineData("[" + One + "," + Two + "]")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [" + One + "," + Two + "]")]
    [InlineData("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMapList\n  items: [" + One + "]\n- " + Two)]
    [InlineData("""[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}},{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"two","namespace":"shop"}}]""")]
    public void A_stream_a_list_and_a_List_are_the_objects_that_they_hold(string text) =>
        Assert.Equal(["ConfigMap one", "Deployment shop/two"], Manifest.All(text).Select(manifest => manifest.TitleOf()));

    [Theory]
    [InlineData(One + "\n---\nkind: Service\nmetadata: {name: web}", 2, "lacks apiVersion (for example apps/v1) (Service web)")]
    [InlineData("apiVersion: v1\nmetadata: {name: web}", 1, "lacks kind")]
    [InlineData("apiVersion: v1\nkind: Service", 1, "metadata.name, or metadata.generateName (Service)")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: 12}", 1, "in quotation marks")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: web", 1, "metadata must be a map")]
    [InlineData("[" + One + ", {kind: Pod}]", 1, "item 2: It lacks apiVersion")]
    [InlineData(One + "\n---\njust a text", 2, "a single value")]
    [InlineData(One + "\n---\n{a: [", 2, "neither YAML nor JSON, from line")]
    [InlineData("a: 1\na: 2", 1, "'a' is given twice in one map, again on line 2")]
    [InlineData("a: *b", 1, "alias '*b' on line 1 has no anchor")]
    [InlineData("? [a]\n: b", 1, "keys are texts")]
    [InlineData("", 0, "no manifest")]
    [InlineData("kind: List\nitems: []", 0, "no manifest")]
    public void What_is_wrong_is_said_with_its_document(string text, int document, string message)
    {
        var read = ManifestText.Read(text);

        Assert.Empty(read.Manifests);
        var fault = Assert.Single(read.Faults);
        Assert.Equal(document, fault.Document);
        Assert.Contains(message, fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0644", "420")] // defaultMode: 0644 is octal to Kubernetes' tools
    [InlineData("0o644", "420")]
    [InlineData("0x1F", "31")]
    [InlineData("-0b11", "-3")]
    [InlineData("0888", "888")]
    [InlineData("1_000", "1000")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("~", "null")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("2024-01-02", "\"2024-01-02\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("100m", "\"100m\"")]
    public void Plain_values_mean_what_they_mean_to_kubectl(string yaml, string json)
    {
        var manifest = Manifest.Of($"apiVersion: v1\nkind: X\nmetadata: {{name: x}}\nvalue: {yaml}");

        Assert.Equal(json, manifest["value"]?.ToJsonString() ?? "null");
    }

    [Fact]
    public void Aliases_and_merge_keys_stand_for_what_they_name()
    {
        var manifest = Manifest.Of("""
            apiVersion: v1
            kind: ConfigMap
            metadata: &meta { name: one, labels: &labels { app: web, tier: front } }
            data: { <<: *labels, tier: back }
            copy: *meta
            """);

        Assert.Equal("""{"tier":"back","app":"web"}""", manifest["data"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(manifest["metadata"], manifest["copy"]));
    }

    [Fact]
    public void Aliases_that_multiply_without_end_are_refused()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(level =>
            $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n"));

        Assert.Contains("more than 1,000,000 values", Assert.Single(ManifestText.Read(text).Faults).Message, StringComparison.Ordinal);
        Assert.Contains("deeper than 100", Assert.Single(ManifestText.Read(new string('[', 200) + new string(']', 200)).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_are_applied_after_what_they_need()
    {
        string[] kinds = ["Widget", "HorizontalPodAutoscaler", "Deployment", "Service", "ConfigMap", "RoleBinding", "Role", "Namespace", "CustomResourceDefinition", "Secret"];

        var sorted = ManifestOrder.Sort(kinds.Select(kind => new JsonObject { ["kind"] = kind }));

        Assert.Equal(
            ["Namespace", "Role", "RoleBinding", "CustomResourceDefinition", "ConfigMap", "Secret", "Service", "Deployment", "HorizontalPodAutoscaler", "Widget"],
            sorted.Select(manifest => manifest.KindOf()));
    }

    [Theory]
    [InlineData(true, "prod", "prod")]
    [InlineData(true, " ", "shop")]
    [InlineData(true, null, "shop")]
    [InlineData(false, "prod", null)]
    public void The_stages_namespace_comes_before_the_manifests_where_there_are_namespaces(bool isNamespaced, string? given, string? expected)
    {
        var manifest = Manifest.Of(Two);

        NamespaceRules.Apply(manifest, isNamespaced, given);

        Assert.Equal(expected, manifest.NamespaceOf());
    }
}
