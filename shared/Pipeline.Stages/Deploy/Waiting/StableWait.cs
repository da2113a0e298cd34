using System.Text.Json.Nodes;
using Pipeline.Connectors.Kubernetes;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Rollouts;

namespace Pipeline.Stages.Deploy.Waiting;

/// <summary>
/// Waits until objects are stable, by one list and one watch for each kind and namespace, however many objects there are. Fails at once when one of
/// them cannot become stable, or one of its newest pods is in a trouble that lasts, with the pod's own reason, its events and its last log lines.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="options">For how long.</param>
/// <param name="time">The time.</param>
/// <param name="log">Is told what changes.</param>
public sealed class StableWait(IKubernetesClient client, StableWaitOptions options, TimeProvider time, IStageLog log)
{
    private const int MostSaid = 100;
    private static readonly TimeSpan BeforeDeadline = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, string> _said = [];

    /// <summary>Waits for one step's time at most. Objects of kinds that are stable as soon as they are there are not looked at.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="cursor">What the step before has given; null for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KubernetesException">The cluster refuses, or gives no answer.</exception>
    public async Task<StableWaitResult> WatchAsync(IReadOnlyList<ObjectReference> objects, StableWaitCursor? cursor, CancellationToken cancellationToken)
    {
        cursor ??= new() { Since = time.GetUtcNow() };
        foreach (var (title, message) in cursor.Said)
            _said[title] = message;
        var slow = await SlowOnesAsync(objects, cancellationToken);
        if (slow.Count == 0)
            return new StableWaitResult.Stable();

        var waited = new WaitedObjects(slow, cursor.Since, options.Grace);
        await using var kinds = new WatchedKinds(client);
        foreach (var query in QueriesOf(slow))
            await kinds.ListAsync(query, WatchedRole.Awaited, item => waited.Find(item)?.See(item), cancellationToken);
        foreach (var missing in waited.All.Where(each => each.Stability is null))
            missing.Lose();
        if (await LookAsync(waited, cursor, cancellationToken) is { } first)
            return first;

        await ListPodsAsync(kinds, waited, cancellationToken);
        kinds.Follow();
        return await FollowAsync(kinds, waited, cursor, cancellationToken);
    }

    private async Task<StableWaitResult> FollowAsync(WatchedKinds kinds, WaitedObjects waited, StableWaitCursor cursor, CancellationToken cancellationToken)
    {
        var end = Min(time.GetUtcNow() + options.Bound, EndOf(cursor));
        while (true)
        {
            var until = waited.NextTrouble is { } trouble && trouble < end ? trouble : end;
            var pause = until - time.GetUtcNow();
            using var alarm = new CancellationTokenSource(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time);
            await foreach (var (role, change) in kinds.ReadAsync(alarm.Token, cancellationToken))
            {
                if (change.Kind is WatchEventKind.Restarted)
                    return Continues(cursor); // the next step lists anew
                Take(waited, role, change);
                if (role is WatchedRole.Awaited && await LookAsync(waited, cursor, cancellationToken) is { } ended)
                    return ended;
                if (waited.NextTrouble < until)
                    break;
            }

            if (await LookAsync(waited, cursor, cancellationToken) is { } result)
                return result;
            if (time.GetUtcNow() >= end)
                return Continues(cursor);
        }
    }

    private StableWaitResult.Continues Continues(StableWaitCursor cursor) => new(cursor with { Said = _said.Take(MostSaid).ToDictionary() });

    private static void Take(WaitedObjects waited, WatchedRole role, WatchEvent change)
    {
        if (change.Item is not { } item)
            return;

        var isDeleted = change.Kind is WatchEventKind.Deleted;
        switch (role)
        {
            case WatchedRole.Awaited when isDeleted:
                waited.Find(item)?.Lose();
                break;
            case WatchedRole.Awaited:
                waited.Find(item)?.See(item);
                break;
            case WatchedRole.ReplicaSets:
                waited.SeeReplicaSet(item, isDeleted);
                break;
            default:
                waited.SeePod(item, isDeleted);
                break;
        }
    }

    /// <summary>How the wait ends, as things are; null when it does not.</summary>
    private async Task<StableWaitResult?> LookAsync(WaitedObjects waited, StableWaitCursor cursor, CancellationToken cancellationToken)
    {
        foreach (var each in waited.All)
            Say(each);
        if (waited.AreStable)
            return new StableWaitResult.Stable();
        if (waited.All.FirstOrDefault(each => each.IsGone) is { } gone)
            return Failed("object-gone", $"{gone.Title} is not there any more: it was deleted while the stage waited for it.", [], waited);

        var now = time.GetUtcNow();
        var suspects = waited.Suspects.ToList();
        if (waited.All.FirstOrDefault(each => each.Stability is { State: StabilityState.Failed }) is { } broken)
        {
            var pod = suspects.Where(suspect => suspect.Of == broken && suspect.Pod.Trouble is not null).Select(suspect => suspect.Pod).FirstOrDefault();
            var reason = pod?.Trouble is { } trouble ? $"Pod {pod.Pod.NameOf()}: {trouble.Message}" : "";
            return Failed("rollout-failed", Sentences.Join($"{broken.Title}: {broken.Message}", reason), await EvidenceAsync(pod, cancellationToken), waited);
        }

        foreach (var (suspect, of) in suspects.Where(suspect => suspect.Pod.CountsAt <= now))
        {
            if (await JudgeAsync(waited, suspect, cursor.Since, cancellationToken) is { Trouble: { } trouble } pod)
                return Failed("pod-failed", $"{of.Title} does not become stable: pod {pod.Pod.NameOf()}: {trouble.Message}", await EvidenceAsync(pod, cancellationToken), waited);
        }

        return now < EndOf(cursor) ? null : Failed("not-stable", Missing(waited, now - cursor.Since), await EvidenceAsync(suspects.Select(suspect => suspect.Pod).FirstOrDefault(pod => pod.Trouble is not null), cancellationToken), waited);
    }

    /// <summary>The pod with its trouble when it counts; null when it does not, or not yet.</summary>
    private async Task<SuspectPod?> JudgeAsync(WaitedObjects waited, SuspectPod suspect, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (suspect.Trouble is not null)
            return suspect;

        var events = await client.ListEventsAsync(suspect.Reference, suspect.Pod.UidOf(), cancellationToken);
        var trouble = PodTroubles.Of(suspect.Pod, events, suspect.MayRetry);
        var now = time.GetUtcNow();
        var counts = trouble?.CountsAt(suspect.Pod.CreatedAtOf(), since, options.Grace) ?? now + options.Grace;
        var judged = suspect with { Trouble = trouble, CountsAt = counts };
        waited.Reconsider(judged);
        return trouble is not null && counts <= now ? judged : null;
    }

    private async Task<JsonObject> EvidenceAsync(SuspectPod? pod, CancellationToken cancellationToken)
    {
        if (pod is null)
            return [];

        var details = await PodEvidence.CollectAsync(client, pod, cancellationToken);
        PodEvidence.Write(details, log);
        return details;
    }

    private StableWaitResult.Failed Failed(string code, string message, JsonObject details, WaitedObjects waited)
    {
        details["objects"] = new JsonArray([.. waited.All.Where(each => !each.IsStable).Take(MostSaid)
            .Select(each => (JsonNode)new JsonObject { ["object"] = each.Title, ["message"] = each.Message })]);
        log.WriteLine(message);
        return new(new StageError(code, message, details));
    }

    private void Say(AwaitedObject each)
    {
        if (_said.TryGetValue(each.Title, out var last) ? last == each.Message : each.IsStable && _said.Count >= MostSaid)
            return;
        if (last is null && _said.Count >= MostSaid)
            return;

        _said[each.Title] = each.Message;
        log.WriteLine($"{each.Title}: {each.Message}");
    }

    private static string Missing(WaitedObjects waited, TimeSpan after)
    {
        var unstable = waited.All.Where(each => !each.IsStable).ToList();
        var listed = string.Join(" ", unstable.Take(5).Select(each => $"{each.Title}: {each.Message}")) + (unstable.Count > 5 ? $" And {unstable.Count - 5} more." : "");
        return $"After {Duration.Format(TimeSpan.FromSeconds(Math.Round(after.TotalSeconds)))}, {unstable.Count} of {waited.All.Count} {(waited.All.Count == 1 ? "object is" : "objects are")} not stable. {listed}";
    }

    private async Task<IReadOnlyList<ObjectReference>> SlowOnesAsync(IReadOnlyList<ObjectReference> objects, CancellationToken cancellationToken)
    {
        var slow = new List<ObjectReference>();
        foreach (var kind in objects.GroupBy(each => (each.ApiVersion, each.Kind)))
        {
            var resource = await client.FindResourceAsync(kind.Key.ApiVersion, kind.Key.Kind, cancellationToken);
            if (StabilityRules.TakesTime(resource.Group, resource.Kind))
                slow.AddRange(kind.Select(each => each with { ApiVersion = resource.ApiVersion, Kind = resource.Kind }));
        }

        return slow;
    }

    private static IEnumerable<ObjectQuery> QueriesOf(IEnumerable<ObjectReference> objects) => objects
        .GroupBy(each => (each.ApiVersion, each.Kind, each.Namespace))
        .Select(group => new ObjectQuery
        {
            ApiVersion = group.Key.ApiVersion,
            Kind = group.Key.Kind,
            Namespace = group.Key.Namespace,
            FieldSelector = group.Distinct().Count() == 1 ? $"metadata.name={group.First().Name}" : null,
        });

    private async Task ListPodsAsync(WatchedKinds kinds, WaitedObjects waited, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var scope in waited.All.Where(each => !each.IsStable && each.Reference.Kind != "HorizontalPodAutoscaler").GroupBy(each => each.Reference.Namespace))
            {
                if (scope.Any(each => each.IsDeployment))
                    await kinds.ListAsync(new() { ApiVersion = "apps/v1", Kind = "ReplicaSet", Namespace = scope.Key }, WatchedRole.ReplicaSets, item => waited.SeeReplicaSet(item, false), cancellationToken);
                await kinds.ListAsync(new() { ApiVersion = "v1", Kind = "Pod", Namespace = scope.Key }, WatchedRole.Pods, item => waited.SeePod(item, false), cancellationToken);
            }
        }
        catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.Forbidden)
        {
            log.WriteLine($"Pods cannot be looked at, so that a failing one is only seen when the rollout exceeds its deadline: {exception.Message}");
        }
    }

    private DateTimeOffset EndOf(StableWaitCursor cursor) =>
        options.Deadline is { } deadline ? Min(cursor.Since + options.Timeout, deadline - BeforeDeadline) : cursor.Since + options.Timeout;

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
