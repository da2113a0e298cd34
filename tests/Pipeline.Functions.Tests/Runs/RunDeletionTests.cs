using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Durable.Client;
using Pipeline.Functions.Tests.Hosting;
using Pipeline.Stages.Deployments;
using Pipeline.Stages.Runs;
using Pipeline.Storage;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Runs;

public abstract class RunDeletionTests(RunningServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_left_of_a_deleted_run_but_its_deployment()
    {
        var id = await EndedAsync("swept", "swept-1");
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/restart", null, Cancellation));
        await server.RunAsync(id, run => (int)run.Stage("wait")["attempt"]! == 2 && run.Stage("wait")["waitingFor"] is not null);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/skip", null, Cancellation));
        await server.RunAsync(id, run => run["endedAt"] is not null);
        await LogAsync(id);
        Assert.Contains(await LeftOverAsync(id), left => left == $"{id}:2");

        var answer = await server.Admin.DeleteAsync($"/api/runs/{id}?reason=clutter", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await GoneAsync(id);
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.DeleteAsync($"/api/runs/{id}", Cancellation));
        await NothingLeftAsync(id);
        var deployments = await server.Services.GetRequiredService<DeploymentStore>().ListAsync("default", DateTimeOffset.UnixEpoch, Cancellation);
        Assert.Contains(deployments, deployment => deployment.Run == id);
    }

    [Fact]
    public async Task A_run_that_has_not_ended_is_not_deleted()
    {
        using var viewer = await server.SubjectAsync("olga", "default", "viewer");
        var id = await server.StartAsync("alive", Documents.LongWait("alive"));
        await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);

        await Expect.ProblemAsync(HttpStatusCode.Forbidden, await viewer.DeleteAsync($"/api/runs/{id}", Cancellation));
        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync($"/api/runs/{id}", Cancellation));

        Assert.Contains("Wait until it has ended, or cancel it", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal("RUNNING", (string)(await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs/{id}", Cancellation)))["status"]!);
    }

    [Fact]
    public async Task A_child_is_kept_while_the_run_that_started_it_may_read_it()
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync("/api/pipelines/child", Documents.Yaml(Quick("child")), Cancellation));
        var parent = await server.StartAsync("parent", """
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: parent }
            spec:
              stages:
                - { id: child, type: feature.run-pipeline, with: { pipeline: child, wait: false } }
                - { id: wait, type: feature.wait, dependsOn: [child], with: { duration: 1h } }
            """);
        var run = await server.RunAsync(parent, run => run.Stage("wait")["waitingFor"] is not null);
        var child = (string)run.Stage("child")["outputs"]!["run"]!;
        await server.RunAsync(child, run => run["endedAt"] is not null);

        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await server.Admin.DeleteAsync($"/api/runs/{child}", Cancellation));
        Assert.Contains(parent, (string)problem["detail"]!, StringComparison.Ordinal);

        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{parent}/cancel", null, Cancellation));
        await server.RunAsync(parent, run => run["endedAt"] is not null);
        await Expect.SuccessAsync(await server.Admin.DeleteAsync($"/api/runs/{child}", Cancellation));
        await GoneAsync(child);
    }

    [Fact]
    public async Task The_idempotency_key_of_a_deleted_run_starts_nothing_again()
    {
        var id = await EndedAsync("spent", "spent-key");
        await Expect.SuccessAsync(await server.Admin.DeleteAsync($"/api/runs/{id}", Cancellation));

        var problem = await Expect.ProblemAsync(HttpStatusCode.Conflict, await StartAsync("spent", "spent-key"));

        Assert.Contains($"'{id}', which was deleted since. Send a new key", (string)problem["detail"]!, StringComparison.Ordinal);
        await Expect.SuccessAsync(await StartAsync("spent", "another-key"));
    }

    [Theory]
    [InlineData("marked")]
    [InlineData("unlisted")]
    [InlineData("purged")]
    [InlineData("headless")]
    [InlineData("emptied")]
    public async Task What_a_crash_leaves_of_a_deletion_the_sweep_removes(string crash)
    {
        var id = await EndedAsync($"crashed-{crash}", $"crashed-{crash}");
        await LogAsync(id);
        var (store, storage) = (server.Services.GetRequiredService<RunStore>(), server.Services.GetRequiredService<IStorage>());
        var (runs, index) = (storage.Table("Runs"), storage.Table("RunIndex"));

        // As the deletion does, up to where it dies.
        var now = DateTimeOffset.UtcNow;
        await index.UpsertAsync(new("deleting", id, System.Text.Encoding.UTF8.GetBytes($$"""{"since":"{{now:O}}"}""")), Cancellation);
        var marked = await store.ChangeAsync(
            id,
            snapshot =>
            {
                var run = snapshot.Run with { Delete = new("ann", now, null) };
                return (new RunChange(new RunEvent { Time = now, Type = RunEventTypes.RunDeleteRequested }) { Run = run }, run);
            },
            Cancellation);
        await GoneAsync(id);
        if (crash is not "marked")
            await index.DeleteAsync("all", RunId.Mirror(id), Azure.ETag.All, Cancellation);
        if (crash is "purged" or "headless" or "emptied")
        {
            var client = server.Services.GetRequiredService<DurableTaskClient>();
            await Eventually.GetAsync(
                async () =>
                {
                    await client.PurgeInstanceAsync(marked.Instance, cancellation: Cancellation);
                    return await client.GetInstanceAsync(marked.Instance, cancellation: Cancellation);
                },
                left => left is null,
                cancellationToken: Cancellation);
        }

        if (crash is "headless" or "emptied")
            await runs.DeleteAsync(id, "events", Azure.ETag.All, Cancellation);
        if (crash is "emptied")
        {
            var rows = await runs.QueryAsync(new() { PartitionKey = id }, Cancellation);
            await runs.TransactAsync(id, [.. rows.Rows.Where(row => row.RowKey != "run").Select(row => new TableOperation.Delete(row.RowKey, row.ETag))], Cancellation);
        }

        await NothingLeftAsync(id);

        await GoneAsync(id);
        await Expect.ProblemAsync(HttpStatusCode.Conflict, await StartAsync($"crashed-{crash}", $"crashed-{crash}"));
    }

    [Fact]
    public async Task A_crash_before_the_mark_deletes_nothing()
    {
        var id = await EndedAsync("unmarked", "unmarked");
        var index = server.Services.GetRequiredService<IStorage>().Table("RunIndex");
        var longAgo = DateTimeOffset.UtcNow.AddHours(-1);
        await index.UpsertAsync(new("deleting", id, System.Text.Encoding.UTF8.GetBytes($$"""{"since":"{{longAgo:O}}"}""")), Cancellation);

        await server.Services.GetRequiredService<RunDeletions>().SweepAsync(Cancellation);

        Assert.Equal(id, (string)(await Expect.SuccessAsync(await server.Admin.GetAsync($"/api/runs/{id}", Cancellation)))["id"]!);
        Assert.Null(await index.GetAsync("deleting", id, Cancellation));
    }

    [Fact]
    public async Task Whoever_has_an_old_state_in_mind_cannot_bring_a_deleted_run_back()
    {
        var id = await EndedAsync("revived", "revived");
        var storage = server.Services.GetRequiredService<IStorage>();
        using var other = new RunStore(storage, TimeProvider.System);
        await other.GetAsync(id, Cancellation);
        await Expect.SuccessAsync(await server.Admin.DeleteAsync($"/api/runs/{id}", Cancellation));

        await Assert.ThrowsAsync<RunNotFoundException>(() => other.ChangeAsync(
            id, snapshot => (new RunChange(new RunEvent { Time = default, Type = "late" }) { Run = snapshot.Run }, 0), Cancellation).AsTask());

        await NothingLeftAsync(id);
    }

    private async Task GoneAsync(string id)
    {
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync($"/api/runs/{id}", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.GetAsync($"/api/runs/{id}/stages/wait/log", Cancellation));
        await Expect.ProblemAsync(HttpStatusCode.NotFound, await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/restart", null, Cancellation));
        var list = await Expect.SuccessAsync(await server.Admin.GetAsync("/api/runs?take=200", Cancellation));
        Assert.DoesNotContain(list["items"]!.AsArray(), run => (string)run!["id"]! == id);
    }

    /// <summary>Looks into storage itself. An orchestration may come to its end a moment after its run did.</summary>
    private Task<string> NothingLeftAsync(string id) => Eventually.GetAsync(
        async () =>
        {
            await server.Services.GetRequiredService<RunDeletions>().SweepAsync(Cancellation);
            return string.Join('\n', await LeftOverAsync(id));
        },
        left => left.Length == 0,
        cancellationToken: Cancellation);

    private async Task<List<string>> LeftOverAsync(string id)
    {
        var storage = server.Services.GetRequiredService<IStorage>();
        var left = await InstancesAsync(id);
        foreach (var (table, partition) in new[] { ("Runs", id), ("ApprovalLinks", id), ("RunIndex", "all"), ("RunIndex", "application:default"), ("RunIndex", "deleting"), ("RunIndex", "active") })
        {
            await foreach (var row in storage.Table(table).RowsAsync(new() { PartitionKey = partition }, Cancellation))
            {
                if (partition == id || row.RowKey == id || row.RowKey == RunId.Mirror(id))
                    left.Add($"{table} {partition} {row.RowKey}");
            }
        }

        await foreach (var blob in storage.Blobs("stage-logs").ListAsync($"{id}/", Cancellation))
            left.Add(blob.Name);
        return left;
    }

    private async Task<List<string>> InstancesAsync(string id)
    {
        var found = new List<string>();
        await foreach (var instance in server.Services.GetRequiredService<DurableTaskClient>().GetAllInstancesAsync(new(InstanceIdPrefix: $"{id}:")).WithCancellation(Cancellation))
            found.Add(instance.InstanceId);
        return found;
    }

    /// <summary>A run that has ended, a link for one of its stages, and its key.</summary>
    private async Task<string> EndedAsync(string pipeline, string key)
    {
        await Expect.SuccessAsync(await server.Admin.PutAsync($"/api/pipelines/{pipeline}", Documents.Yaml(Quick(pipeline)), Cancellation));
        var id = (string)(await Expect.SuccessAsync(await StartAsync(pipeline, key)))["id"]!;
        await server.RunAsync(id, run => run.Stage("wait")["waitingFor"] is not null);
        await Expect.SuccessAsync(await server.Admin.PostAsync($"/api/runs/{id}/stages/wait/skip", null, Cancellation));
        await server.RunAsync(id, run => run["endedAt"] is not null);
        return id;
    }

    private async Task LogAsync(string id) =>
        await server.Services.GetRequiredService<StageLogs>().AppendAsync(id, "wait", 1, "a line\n", Cancellation);

    private async Task<HttpResponseMessage> StartAsync(string pipeline, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/pipelines/{pipeline}/runs");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await server.Admin.SendAsync(request, Cancellation);
    }

    private static string Quick(string name) => $$"""
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: {{name}} }
        spec:
          deploys: production
          stages:
            - { id: wait, type: feature.wait, with: { duration: {{(name == "child" ? "10ms" : "1h")}} } }
        """;
}

public sealed class EmbeddedRunDeletionTests(EmbeddedServer server) : RunDeletionTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedRunDeletionTests(HostedServer server) : RunDeletionTests(server), IClassFixture<HostedServer>;
