namespace Pipeline.Simulators.Kubernetes.Tests;

public sealed class PodLogTests : ClusterFixture
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Running = """{"status":{"containerStatuses":[{"name":"one","state":{"running":{}}},{"name":"two","state":{"running":{}}}]}}""";

    [Fact]
    public async Task The_last_lines_of_a_container_are_read_and_those_of_its_run_before()
    {
        await StartPodAsync("one", "two");
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Cluster.Logs.Of("default", "p", "one").Write(now, "old");
        Cluster.Logs.Turn("default", "p", "one");
        foreach (var line in new[] { "first", "second", "third" })
            Cluster.Logs.Of("default", "p", "one").Write(now, line);

        Assert.Equal("second\nthird\n", await ReadAsync("container=one&tailLines=2"));
        Assert.Equal("old\n", await ReadAsync("container=one&previous=true"));
        Assert.StartsWith("2026-01-02T03:04:05.", await ReadAsync("container=one&timestamps=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_ends_with_its_container()
    {
        await StartPodAsync("one", "two");
        var log = Cluster.Logs.Of("default", "p", "one");
        log.Write(Cluster.Options.Time.GetUtcNow(), "first");
        using var stream = new StreamReader(await Http.GetStreamAsync(new Uri(Cluster.Url, $"{Pods}/p/log?container=one&follow=true"), Cancellation));
        Assert.Equal("first", await stream.ReadLineAsync(Cancellation));

        log.Write(Cluster.Options.Time.GetUtcNow(), "second");
        log.End();

        Assert.Equal("second\n", await stream.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Which_of_several_containers_has_to_be_said()
    {
        await StartPodAsync("one", "two");

        var (status, refused) = await CallAsync("GET", $"{Pods}/p/log");

        Assert.Equal((400, "a container name must be specified for pod p, choose one of: [one two]"), (status, (string?)refused["message"]));
    }

    private async Task StartPodAsync(params string[] containers)
    {
        var list = string.Join(',', containers.Select(name => $$"""{"name":"{{name}}","image":"i:1"}"""));
        await OkAsync("POST", Pods, $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{{{list}}}]}}""");
        await OkAsync("PATCH", $"{Pods}/p/status", Running, "application/merge-patch+json");
    }

    private Task<string> ReadAsync(string query) => Http.GetStringAsync(new Uri(Cluster.Url, $"{Pods}/p/log?{query}"), Cancellation);
}
