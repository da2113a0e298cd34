using Pipeline.Definitions;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Functions.Pipelines;

/// <summary>By what pipelines are found when something happens, without reading their documents.</summary>
internal static class TriggerKeys
{
    /// <summary>The key of pipelines that ask git servers for news themselves.</summary>
    public const string Polls = "poll";

    /// <summary>The keys of a definition's triggers (<see cref="TriggerDefinition.Key"/>), each once, in order.</summary>
    public static IReadOnlyList<string> Of(PipelineDefinition definition)
    {
        var keys = new SortedSet<string>(definition.Triggers.Select(trigger => trigger.Key), StringComparer.Ordinal);
        if (definition.Triggers.Any(trigger => trigger is GitTrigger { Poll: not null }))
            keys.Add(Polls);
        return [.. keys];
    }
}
