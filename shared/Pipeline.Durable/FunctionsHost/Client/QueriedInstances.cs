using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Pipeline.Durable.Client;
using Pipeline.Durable.Protocol;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.FunctionsHost.Client;

/// <summary>A query's instances, fetched page by page as they are read.</summary>
internal sealed class QueriedInstances(TaskHubConnection connection, OrchestrationQuery query, DataConverter converter) : AsyncPageable<OrchestrationMetadata>
{
    public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        ReadAsync(continuationToken ?? query.ContinuationToken, pageSizeHint ?? query.PageSize);

    private async IAsyncEnumerable<Page<OrchestrationMetadata>> ReadAsync(
        string? continuation, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        do
        {
            var request = new QueryInstancesRequest
            {
                Query = new InstanceQuery
                {
                    RuntimeStatus = { (query.Statuses ?? []).Select(static status => (OrchestrationStatus)status) },
                    CreatedTimeFrom = query.CreatedFrom is { } from ? Timestamp.FromDateTimeOffset(from) : null,
                    CreatedTimeTo = query.CreatedTo is { } to ? Timestamp.FromDateTimeOffset(to) : null,
                    MaxInstanceCount = pageSize,
                    ContinuationToken = continuation,
                    InstanceIdPrefix = string.IsNullOrEmpty(query.InstanceIdPrefix) ? null : query.InstanceIdPrefix,
                    FetchInputsAndOutputs = query.FetchInputsAndOutputs,
                },
            };
            var answer = await connection.CallAsync((service, call) => service.QueryInstancesAsync(request, call), cancellationToken);
            continuation = string.IsNullOrEmpty(answer.ContinuationToken) ? null : answer.ContinuationToken;
            yield return new Page<OrchestrationMetadata>(
                [.. answer.OrchestrationState.Select(state => InstanceStates.ToMetadata(state, converter, query.FetchInputsAndOutputs))], continuation);
        }
        while (continuation is not null);
    }
}
