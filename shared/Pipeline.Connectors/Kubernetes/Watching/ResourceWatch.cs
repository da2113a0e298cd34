using System.Globalization;
using System.Runtime.CompilerServices;
using Pipeline.Connectors.Kubernetes.Discovery;
using Pipeline.Connectors.Kubernetes.Transport;

namespace Pipeline.Connectors.Kubernetes.Watching;

/// <summary>Follows the objects of a kind over as many connections as it takes.</summary>
internal sealed class ResourceWatch(ClusterTransport transport, ListReader lists, TimeProvider time)
{
    /// <summary>How many connections in a row may bring nothing but failures before the watch gives up.</summary>
    private const int MostFailures = 5;

    /// <summary>How long an event can be; etcd keeps no object as large.</summary>
    private const int LongestLine = 16 * 1024 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.8);

    /// <inheritdoc cref="IKubernetesClient.WatchAsync"/>
    public async IAsyncEnumerable<WatchEvent> FollowAsync(
        ApiResource resource, ObjectQuery query, string resourceVersion, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (version, failures) = (resourceVersion, 0);
        while (true)
        {
            KubernetesException? failed = null;
            var came = false;
            await using (var lines = OpenAsync(resource, query, version, cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (true)
                {
                    try
                    {
                        if (!await lines.MoveNextAsync())
                            break;
                    }
                    catch (KubernetesException exception)
                    {
                        failed = exception;
                        break;
                    }

                    came = true;
                    version = lines.Current.ResourceVersion ?? version;
                    if (lines.Current.Event is { } change)
                        yield return change;
                }
            }

            failures = came ? 0 : failures + 1;
            if (failed is { Failure: KubernetesFailure.Expired })
            {
                var list = await lists.ReadAsync(resource, query, cancellationToken);
                version = list.ResourceVersion;
                yield return new(WatchEventKind.Restarted, null);
                foreach (var item in list.Items)
                    yield return new(WatchEventKind.Listed, item);
                if (failures == 0)
                    continue;
            }
            else if (failed is not null && (!failed.IsPassing || failures > MostFailures))
            {
                throw failed;
            }

            // A server that ends each watch at once without a word must not be called in a circle.
            if (failures > 0)
                await Task.Delay(FirstPause * Math.Pow(2, Math.Min(failures, MostFailures) - 1), time, cancellationToken);
        }
    }

    private async IAsyncEnumerable<WatchLine> OpenAsync(
        ApiResource resource, ObjectQuery query, string version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = ResourceAddress.With(
            ResourceAddress.Of(resource, query.Namespace),
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", version),
            ("labelSelector", query.LabelSelector),
            ("fieldSelector", query.FieldSelector),
            ("timeoutSeconds", Random.Shared.Next(300, 600).ToString(CultureInfo.InvariantCulture))); // as client-go has it, so that not all watches end at once
        var request = ApiRequest.Get(address, $"watch {ListReader.PurposeOf(resource, query)["list ".Length..]}");
        using var response = await transport.OpenAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var lines = Lines.ReadAsync(stream, LongestLine, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await transport.ContinueAsync(request, lines.MoveNextAsync, cancellationToken))
        {
            if (lines.Current.Length > 0)
                yield return WatchLine.Read(lines.Current, request.Purpose, transport.Host);
        }
    }
}
