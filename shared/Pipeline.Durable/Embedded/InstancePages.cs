using System.Runtime.CompilerServices;
using Pipeline.Durable.Client;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Embedded;

/// <summary>A query's instances, read from the store as they are asked for.</summary>
internal sealed class InstancePages(IOrchestrationStore store, OrchestrationQuery query, Func<InstanceSnapshot, bool, OrchestrationMetadata> metadata)
    : AsyncPageable<OrchestrationMetadata>
{
    public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        ReadAsync(continuationToken, pageSizeHint);

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> ReadAsync(
        string? continuationToken, int? pageSizeHint, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var filter = new InstanceFilter
        {
            Statuses = [.. (query.Statuses ?? []).Select(static status => (OrchestrationStatus)status)],
            CreatedFrom = query.CreatedFrom,
            CreatedTo = query.CreatedTo,
            Prefix = query.InstanceIdPrefix ?? "",
            WithInputs = query.FetchInputsAndOutputs,
            Take = pageSizeHint ?? query.PageSize,
            Continuation = continuationToken ?? query.ContinuationToken,
        };
        do
        {
            var page = await store.QueryAsync(filter, cancellationToken);
            yield return new Page<OrchestrationMetadata>(
                [.. page.Instances.Select(instance => metadata(instance, query.FetchInputsAndOutputs))], page.Continuation);
            filter = filter with { Continuation = page.Continuation };
        }
        while (filter.Continuation is not null);
    }
}
