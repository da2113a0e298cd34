using System.Collections.Concurrent;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Events;

/// <summary>The triggers that this server itself acts on, read from a pipeline's document once for each revision.</summary>
/// <typeparam name="TTrigger">Their type.</typeparam>
/// <param name="key">By what their pipelines are found (<see cref="TriggerKeys"/>).</param>
/// <param name="pipelines">The pipelines.</param>
/// <param name="documents">Reads their documents.</param>
internal sealed class ListeningTriggers<TTrigger>(string key, PipelineStore pipelines, PipelineDocuments documents)
    where TTrigger : TriggerDefinition
{
    private readonly ConcurrentDictionary<string, (PipelineHead Head, IReadOnlyList<TTrigger> Triggers)> _read = new(StringComparer.Ordinal);

    /// <summary>The pipelines with such triggers, and the triggers.</summary>
    public async Task<IReadOnlyList<(PipelineHead Head, IReadOnlyList<TTrigger> Triggers)>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<(PipelineHead, IReadOnlyList<TTrigger>)>();
        foreach (var head in await pipelines.ListeningAsync(key, cancellationToken))
        {
            if (!_read.TryGetValue(head.Name, out var read) || read.Head.Revision != head.Revision || read.Head.UpdatedAt != head.UpdatedAt)
                _read[head.Name] = read = (head, await ReadAsync(head, cancellationToken));
            found.Add((head, read.Triggers));
        }

        return found;
    }

    private async Task<IReadOnlyList<TTrigger>> ReadAsync(PipelineHead head, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await documents.ReadAsync(pipelines, head, cancellationToken)).Triggers.OfType<TTrigger>()];
        }
        catch (ProblemException)
        {
            // Written for another release; whoever opens the pipeline is told.
            return [];
        }
    }
}
