using Pipeline.Connectors.Helm.Manifests;

namespace Pipeline.Connectors.Tests.Helm;

public sealed class RenderedManifestsTests
{
    [Fact]
    public void What_comes_from_templates_tests_is_left_out()
    {
        const string Text = "---\n# Source: shop/templates/service.yaml\nkind: Service\n---\n# Source: shop/templates/tests/test-connection.yaml\nkind: Pod\n---\n# Source: shop/charts/db/templates/tests/a.yaml\nkind: Pod\n---\n# Source: shop/templates/testsuite.yaml\nkind: ConfigMap\n";

        Assert.Equal("---\n# Source: shop/templates/service.yaml\nkind: Service\n---\n# Source: shop/templates/testsuite.yaml\nkind: ConfigMap\n", RenderedManifests.WithoutTests(Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("kind: Service\n")]
    [InlineData("---\nkind: Service\n---\nkind: ConfigMap\ndata:\n  text: |\n    ----\n    ---- not a separator\n")]
    [InlineData("# Source: shop/templates/a.yaml\r\n---\r\nkind: Service\r\n")]
    public void What_has_no_tests_stays_as_it_is(string text) => Assert.Equal(text, RenderedManifests.WithoutTests(text));

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n", "apiVersion: v1\nkind: Service\nmetadata:\n  namespace: shop\n  name: web\n")]
    [InlineData("# c\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n    labels: # d\n      a: b\n    name: web\n", "# c\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n    namespace: shop\n    labels: # d\n      a: b\n    name: web\n")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: { name: web }\n", "apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: web }\n")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}}""", """{"apiVersion":"v1","kind":"Pod","metadata":{namespace: shop, "name":"web"}}""")]
    public void A_namespace_is_filled_in_where_it_is_missing(string text, string expected) => Assert.Equal(expected, RenderedManifests.WithNamespace(text, "shop"));

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: other\n")]
    [InlineData("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: web\n")]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n")]
    [InlineData("apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\n")]
    [InlineData("kind: [unclosed\n")]
    [InlineData("# only a comment\n")]
    public void What_has_one_or_lies_in_none_stays_as_it_is(string text) => Assert.Equal(text, RenderedManifests.WithNamespace(text, "shop"));

    [Fact]
    public void Every_document_is_filled_in_by_itself() => Assert.Equal(
        "---\napiVersion: v1\nkind: Pod\nmetadata:\n  namespace: shop\n  name: a\n---\napiVersion: v1\nkind: Node\nmetadata:\n  name: b\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  namespace: shop\n  name: c\n",
        RenderedManifests.WithNamespace("---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Node\nmetadata:\n  name: b\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: c\n", "shop"));
}
