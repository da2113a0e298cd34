using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Tests;

public sealed class ObjectApiTests : ClusterFixture
{
    [Fact]
    public async Task A_second_object_of_a_name_and_a_write_of_an_old_version_are_refused()
    {
        var first = await OkAsync("POST", ConfigMaps, ConfigMap("c"));
        var (status, refused) = await CallAsync("POST", ConfigMaps, ConfigMap("c"));
        Assert.Equal((409, "AlreadyExists", "configmaps \"c\" already exists"), (status, (string?)refused["reason"], (string?)refused["message"]));

        await OkAsync("PATCH", $"{ConfigMaps}/c", """{"data":{"a":"c"}}""", "application/merge-patch+json");
        (status, refused) = await CallAsync("PUT", $"{ConfigMaps}/c", first.ToJsonString());
        Assert.Equal((409, "Conflict"), (status, (string?)refused["reason"]));
    }

    [Theory]
    [InlineData("""{"spec":{"replicas":-1}}""", "spec.replicas", "FieldValueInvalid")]
    [InlineData("""{"spec":{"selector":{"matchLabels":{"app":"other"}}}}""", "spec.selector", "FieldValueInvalid")]
    [InlineData("""{"spec":{"template":{"metadata":{"labels":{"app":"x"}}}}}""", "spec.template.metadata.labels", "FieldValueInvalid")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"new"}]}}}}""", "spec.template.spec.containers[0].image", "FieldValueRequired")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"web","ports":[{"containerPort":70000}]}]}}}}""", "spec.template.spec.containers[0].ports[0].containerPort", "FieldValueInvalid")]
    public async Task What_the_server_refuses_it_refuses_with_the_field(string patch, string field, string reason)
    {
        await OkAsync("POST", Deployments, Deployment());

        var (status, refused) = await CallAsync("PATCH", $"{Deployments}/web", patch, "application/strategic-merge-patch+json");

        Assert.Equal(422, status);
        Assert.Contains((field, reason), refused["details"]!["causes"]!.AsArray().Select(cause => ((string)cause!["field"]!, (string)cause["reason"]!)));
        Assert.StartsWith("Deployment.apps \"web\" is invalid: ", (string?)refused["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_the_kind_does_not_have_is_refused_where_the_caller_is_strict_and_always_when_it_is_applied()
    {
        var wrong = Deployment().Replace("\"replicas\":2", "\"replica\":2", StringComparison.Ordinal);

        var (status, refused) = await CallAsync("POST", $"{Deployments}?fieldValidation=Strict", wrong);
        Assert.Equal((400, "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"spec.replica\""), (status, (string?)refused["message"]));

        (_, refused) = await ApplyAsync($"{Deployments}/web", wrong, "pipeline");
        Assert.Equal("failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema", (string?)refused["message"]);
        Assert.Equal(404, (await CallAsync("GET", $"{Deployments}/web")).Status);
    }

    [Fact]
    public async Task A_dry_run_is_checked_and_stores_nothing()
    {
        var tried = await OkAsync("POST", $"{Deployments}?dryRun=All", Deployment());
        Assert.Equal(600, (int?)tried["spec"]!["progressDeadlineSeconds"]);
        Assert.Equal(422, (await CallAsync("POST", $"{Deployments}?dryRun=All", Deployment("Upper"))).Status);
        Assert.Equal(404, (await CallAsync("GET", $"{Deployments}/web")).Status);
    }

    [Fact]
    public async Task Lists_are_selected_and_read_in_pages_of_one_moment()
    {
        foreach (var (name, labels) in new[] { ("a", """{"t":"1"}"""), ("b", """{"t":"2"}"""), ("c", "{}") })
            await OkAsync("POST", ConfigMaps, ConfigMap(name, labels));

        Assert.Equal(["a", "b"], await NamesAsync("labelSelector=t in (1,2)"));
        Assert.Equal(["c"], await NamesAsync("labelSelector=!t"));
        Assert.Equal(["b", "c"], await NamesAsync("labelSelector=t!=1"));
        Assert.Equal(["b"], await NamesAsync("fieldSelector=metadata.name=b"));
        var page = await OkAsync("GET", $"{ConfigMaps}?limit=2");
        await OkAsync("DELETE", $"{ConfigMaps}/c");
        var rest = await OkAsync("GET", $"{ConfigMaps}?limit=2&continue={Uri.EscapeDataString((string)page["metadata"]!["continue"]!)}");
        Assert.Equal("c", (string?)Assert.Single(rest["items"]!.AsArray())!["metadata"]!["name"]);
    }

    [Fact]
    public async Task A_watch_tells_what_changed_since_a_version_until_that_is_forgotten()
    {
        var first = await OkAsync("POST", ConfigMaps, ConfigMap("a"));
        await OkAsync("DELETE", $"{ConfigMaps}/a");
        var since = $"{ConfigMaps}?watch=true&resourceVersion={first["metadata"]!["resourceVersion"]}";

        Assert.Equal("DELETED", (string?)(await FirstEventAsync(since))["type"]);
        Cluster.Objects.ForgetPast();
        var expired = await FirstEventAsync(since);
        Assert.Equal(("ERROR", 410), ((string)expired["type"]!, (int)expired["object"]!["code"]!));
    }

    [Fact]
    public async Task A_namespace_takes_its_objects_with_it()
    {
        await OkAsync("POST", "/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}""");
        await OkAsync("POST", "/api/v1/namespaces/shop/configmaps", ConfigMap("c"));

        await OkAsync("DELETE", "/api/v1/namespaces/shop");

        Assert.Equal(404, (await CallAsync("GET", "/api/v1/namespaces/shop")).Status);
        Assert.Equal(404, (await CallAsync("GET", "/api/v1/namespaces/shop/configmaps/c")).Status);
        var (status, refused) = await CallAsync("POST", "/api/v1/namespaces/shop/configmaps", ConfigMap("c"));
        Assert.Equal((404, "namespaces \"shop\" not found"), (status, (string?)refused["message"]));
    }

    [Theory]
    [InlineData("Background", 404)]
    [InlineData("Foreground", 404)]
    [InlineData("Orphan", 200)]
    public async Task What_an_object_owns_goes_with_it_unless_it_is_orphaned(string propagation, int left)
    {
        var owner = await OkAsync("POST", ConfigMaps, ConfigMap("owner"));
        var owned = (JsonObject)JsonNode.Parse(ConfigMap("owned"))!;
        owned["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["name"] = "owner",
            ["uid"] = owner["metadata"]!["uid"]!.DeepClone(),
            ["blockOwnerDeletion"] = true,
        });
        await OkAsync("POST", ConfigMaps, owned.ToJsonString());

        await OkAsync("DELETE", $"{ConfigMaps}/owner?propagationPolicy={propagation}");

        Assert.Equal(404, (await CallAsync("GET", $"{ConfigMaps}/owner")).Status);
        Assert.Equal(left, (await CallAsync("GET", $"{ConfigMaps}/owned")).Status);
    }

    [Fact]
    public async Task A_custom_kind_is_served_at_once_and_takes_no_strategic_patch()
    {
        var definition = await OkAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"boats.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
            "names":{"plural":"boats","kind":"Boat"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """);
        Assert.Contains("Established", definition["status"]!["conditions"]!.AsArray().Select(condition => (string?)condition!["type"]));

        await OkAsync("POST", "/apis/example.com/v1/namespaces/default/boats", """{"apiVersion":"example.com/v1","kind":"Boat","metadata":{"name":"b"},"spec":{"sails":1}}""");
        const string boat = "/apis/example.com/v1/namespaces/default/boats/b";
        Assert.Equal(415, (await CallAsync("PATCH", boat, """{"spec":{"sails":2}}""", "application/strategic-merge-patch+json")).Status);
        Assert.Equal(2, (int?)(await OkAsync("PATCH", boat, """{"spec":{"sails":2}}""", "application/merge-patch+json"))["spec"]!["sails"]);
    }

    [Fact]
    public async Task Tokens_decide_who_may_do_what()
    {
        Cluster.Users.Add("reader", new("reader", access => access.IsReading));

        Assert.Equal(200, (await CallAsync("GET", ConfigMaps, token: "reader")).Status);
        var (status, refused) = await CallAsync("POST", ConfigMaps, ConfigMap("c"), token: "reader");
        Assert.Equal(403, status);
        Assert.Contains("User \"reader\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"", (string?)refused["message"], StringComparison.Ordinal);
        Cluster.Users.Expire("reader");
        Assert.Equal(401, (await CallAsync("GET", ConfigMaps, token: "reader")).Status);
    }

    [Fact]
    public async Task Failures_come_as_ordered()
    {
        Cluster.Faults.Fail(429, count: 2, retryAfterSeconds: 1);

        Assert.Equal((429, 429, 200), ((await CallAsync("GET", ConfigMaps)).Status, (await CallAsync("GET", ConfigMaps)).Status, (await CallAsync("GET", ConfigMaps)).Status));
        Cluster.Faults.IsUnreachable = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync("GET", ConfigMaps));
    }

    private async Task<IEnumerable<string?>> NamesAsync(string query) =>
        (await OkAsync("GET", $"{ConfigMaps}?{query}"))["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]);

    private async Task<JsonObject> FirstEventAsync(string path)
    {
        using var stream = new StreamReader(await Http.GetStreamAsync(new Uri(Cluster.Url, path), Cancellation));
        return (JsonObject)JsonNode.Parse((await stream.ReadLineAsync(Cancellation))!)!;
    }
}
