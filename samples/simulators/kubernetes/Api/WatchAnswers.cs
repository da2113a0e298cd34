using System.Globalization;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Api;

/// <summary>Streams the changes of a kind's objects.</summary>
internal sealed class WatchAnswers(ObjectStore store, CancellationToken stopping)
{
    /// <summary>Answers until the caller goes, its time is over, or the server stops.</summary>
    public async Task AnswerAsync(HttpContext context, ApiPath path)
    {
        var query = context.Request.Query;
        var selects = Selectors.Of(context, path.Name);
        var text = query["resourceVersion"].ToString();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var timer = new CancellationTokenSource(
            TimeSpan.FromSeconds(int.TryParse(query["timeoutSeconds"], CultureInfo.InvariantCulture, out var seconds) ? seconds : 3600), store.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ends.Token, timer.Token);
        IReadOnlyList<JsonObject> first = [];
        if (!long.TryParse(text, CultureInfo.InvariantCulture, out var since) || since == 0)
            (first, since) = store.List(path.Type, path.Namespace);

        context.Response.ContentType = "application/json";
        System.Threading.Channels.ChannelReader<StoredChange> changes;
        try
        {
            changes = store.Watch(since);
        }
        catch (StoreException expired)
        {
            // Said within the stream, as the real server does once the answer has begun.
            await WriteAsync(context, "ERROR", StatusBody.Of(expired), either.Token);
            return;
        }

        try
        {
            await context.Response.StartAsync(either.Token);
            await context.Response.Body.FlushAsync(either.Token);
            foreach (var item in first.Where(selects))
                await WriteAsync(context, "ADDED", item, either.Token);
            await foreach (var change in changes.ReadAllAsync(either.Token))
            {
                if (change.Key.Resource == path.Type.QualifiedName && (path.Namespace is null || change.Key.Namespace == path.Namespace)
                    && Event(change, selects) is var (type, item))
                {
                    await WriteAsync(context, type, item, either.Token);
                }
            }
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !ends.IsCancellationRequested)
        {
            if (query["allowWatchBookmarks"].ToString() is "true" or "1")
                await WriteAsync(context, "BOOKMARK", Bookmark(path), ends.Token);
        }
        finally
        {
            store.EndWatch(changes);
        }
    }

    // An object that comes to match is added, one that matches no longer is deleted.
    private static (string Type, JsonObject Item)? Event(StoredChange change, Func<JsonObject, bool> selects) => change switch
    {
        { After: null, Before: { } last } => selects(last) ? ("DELETED", last) : null,
        { Before: null, After: { } added } => selects(added) ? ("ADDED", added) : null,
        { Before: { } before, After: { } after } => (selects(before), selects(after)) switch
        {
            (true, true) => ("MODIFIED", after),
            (false, true) => ("ADDED", after),
            (true, false) => ("DELETED", after),
            _ => null,
        },
        _ => null,
    };

    private JsonObject Bookmark(ApiPath path) => new()
    {
        ["kind"] = path.Type.Kind,
        ["apiVersion"] = path.Type.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = store.Version.ToString(CultureInfo.InvariantCulture) },
    };

    private static async Task WriteAsync(HttpContext context, string type, JsonObject item, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(Json.Text(new JsonObject { ["type"] = type, ["object"] = item.Copy() }) + "\n", cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
