using System.Text.Json.Nodes;

namespace Pipeline.Simulators.Kubernetes.Tests;

public sealed class ServerSideApplyTests : ClusterFixture
{
    [Fact]
    public async Task A_field_of_another_who_writes_is_a_conflict_that_names_him_until_it_is_forced()
    {
        await OkAsync("POST", $"{Deployments}?fieldManager=kubectl", Deployment());

        var (status, refused) = await ApplyAsync($"{Deployments}/web", Deployment(replicas: 5), "pipeline");

        Assert.Equal(409, status);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl\" using apps/v1: .spec.replicas", (string?)refused["message"]);
        Assert.Equal("FieldManagerConflict", (string?)refused["details"]!["causes"]![0]!["reason"]);
        Assert.Equal(".spec.replicas", (string?)refused["details"]!["causes"]![0]!["field"]);
        Assert.Equal(200, (await ApplyAsync($"{Deployments}/web", Deployment(replicas: 5), "pipeline", force: true)).Status);
        Assert.Equal(5, (int?)(await OkAsync("GET", $"{Deployments}/web"))["spec"]!["replicas"]);
    }

    [Fact]
    public async Task One_who_applies_is_named_without_a_version()
    {
        await ApplyAsync($"{Deployments}/web", Deployment(), "first");

        var (_, refused) = await ApplyAsync($"{Deployments}/web", Deployment(image: "nginx:2"), "second");

        Assert.Equal("Apply failed with 1 conflict: conflict with \"first\": .spec.template.spec.containers[name=\"web\"].image", (string?)refused["message"]);
    }

    [Fact]
    public async Task A_field_that_its_manager_wants_no_longer_goes_unless_another_wants_it_too()
    {
        const string both = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"1","b":"2"}}""";
        const string one = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"1"}}""";
        await ApplyAsync($"{ConfigMaps}/c", both, "first");
        await ApplyAsync($"{ConfigMaps}/c", both, "second");

        await ApplyAsync($"{ConfigMaps}/c", one, "first");
        Assert.Equal("2", (string?)(await OkAsync("GET", $"{ConfigMaps}/c"))["data"]!["b"]);
        await ApplyAsync($"{ConfigMaps}/c", one, "second");
        Assert.Null((await OkAsync("GET", $"{ConfigMaps}/c"))["data"]!["b"]);
    }

    [Fact]
    public async Task Applying_the_same_again_changes_no_version()
    {
        var (created, first) = await ApplyAsync($"{Deployments}/web", Deployment(), "pipeline");
        var (again, second) = await ApplyAsync($"{Deployments}/web", Deployment(), "pipeline");

        Assert.Equal((201, 200), (created, again));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Items_of_lists_are_told_apart_by_their_keys()
    {
        await ApplyAsync($"{Deployments}/web", Deployment(), "first");
        const string other = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"B","value":"b"}]}]}}}}""";

        var (status, applied) = await ApplyAsync($"{Deployments}/web", other, "second");

        Assert.True(status == 200, applied.ToJsonString());
        Assert.Equal(["A", "B"], applied["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Select(item => (string?)item!["name"]));
    }

    [Fact]
    public async Task Writing_a_scale_and_a_status_is_owned_through_their_subresources()
    {
        await OkAsync("POST", Deployments, Deployment());
        await OkAsync("PATCH", $"{Deployments}/web/scale?fieldManager=scaler", """{"spec":{"replicas":7}}""", "application/merge-patch+json");
        await OkAsync("PATCH", $"{Deployments}/web/status?fieldManager=controller", """{"status":{"replicas":7},"spec":{"replicas":1}}""", "application/merge-patch+json");

        var stored = await OkAsync("GET", $"{Deployments}/web");
        Assert.Equal((7, 7), ((int)stored["spec"]!["replicas"]!, (int)stored["status"]!["replicas"]!));
        var managers = stored["metadata"]!["managedFields"]!.AsArray().OfType<JsonObject>().ToDictionary(entry => (string)entry["manager"]!, entry => (string?)entry["subresource"]);
        Assert.Equal(("scale", "status"), (managers["scaler"], managers["controller"]));
    }
}
