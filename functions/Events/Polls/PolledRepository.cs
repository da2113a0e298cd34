using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Pipelines;

namespace Pipeline.Functions.Events.Polls;

/// <summary>A repository that triggers want to be asked for news.</summary>
/// <param name="Application">The application whose pipelines these are.</param>
/// <param name="Source">The source repository's setting.</param>
/// <param name="Repository">The repository's name.</param>
/// <param name="Every">The shortest time between two looks that one of the triggers wants.</param>
/// <param name="Pipelines">The pipelines.</param>
internal sealed record PolledRepository(string Application, string Source, string Repository, TimeSpan Every, IReadOnlyList<string> Pipelines)
{
    /// <summary>What tells it from every other.</summary>
    public string Key => $"{Application}/{Source}/{Repository}";

    /// <summary>The repositories that triggers of pipelines name, each once.</summary>
    public static IReadOnlyList<PolledRepository> Of(IEnumerable<(PipelineHead Head, IReadOnlyList<GitTrigger> Triggers)> pipelines) =>
    [
        .. pipelines
            .SelectMany(pipeline => pipeline.Triggers.Where(trigger => trigger.Poll is not null && !trigger.Disabled && !pipeline.Head.Disabled).Select(trigger => (pipeline.Head, Trigger: trigger)))
            .GroupBy(one => (one.Head.Application, one.Trigger.Source, Repository: one.Trigger.Repository.ToLowerInvariant()))
            .Select(group => new PolledRepository(
                group.Key.Application,
                group.Key.Source,
                group.First().Trigger.Repository,
                group.Min(one => one.Trigger.Poll!.Value),
                [.. group.Select(one => one.Head.Name).Distinct(StringComparer.Ordinal)])),
    ];
}
