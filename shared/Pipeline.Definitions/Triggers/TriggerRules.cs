using System.Text.RegularExpressions;
using Pipeline.Definitions.JsonPaths;
using Pipeline.Definitions.Parameters;

namespace Pipeline.Definitions.Triggers;

/// <summary>
/// Whether a trigger takes an event, and if not, why. The match fields are those of Spinnaker (echo's trigger matchers), where a trigger that
/// does not fire says nothing; here every refusal has its reason.
/// </summary>
public static class TriggerRules
{
    private const int MostFilesTold = 3;

    /// <summary>Why a trigger does not take an event; null when it takes it.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="pipeline">The pipeline that it belongs to.</param>
    /// <param name="happened">An event of the trigger's key.</param>
    public static string? Refusal(TriggerDefinition trigger, string pipeline, TriggerEvent happened) => trigger switch
    {
        { Disabled: true } => "the trigger is disabled",
        GitTrigger git when happened.Git is { } change => Refusal(git, change, happened.IsPolled),
        ImageTrigger image when happened.Image is { } push => Refusal(image, push),
        PipelineTrigger other when happened.Run is { } run => Refusal(other, run),
        ScheduleTrigger schedule when happened.Schedule is { } time => Refusal(schedule, pipeline, time),
        WebhookTrigger webhook => Refusal(webhook, happened),
        _ => $"the event is none of type {trigger.Type}",
    };

    private static string? Refusal(GitTrigger trigger, GitChange change, bool isPolled)
    {
        if (!trigger.Repository.Equals(change.Repository, StringComparison.OrdinalIgnoreCase))
            return $"it is of the repository '{change.Repository}', not '{trigger.Repository}'";

        if (isPolled != trigger.Poll is not null)
            return isPolled ? "it was found by asking the server, and this trigger waits for its hooks" : "the trigger asks the server itself, and takes no hooks";

        IReadOnlyList<GitEvent> events = trigger.Events.Count == 0 ? [GitEvent.Push] : trigger.Events;
        if (!events.Contains(change.Event))
            return $"it is a {WordOf(change.Event)}, not a {string.Join(" or ", events.Select(WordOf))}";
        if (change.IsFromFork && trigger.Definition is not null)
            return "the pull request comes from a fork, whose definition is not to be trusted";
        if (change.IsFromFork && !trigger.Forks)
            return "the pull request comes from a fork, and the trigger does not say 'forks: true'";
        if (change.Event is GitEvent.Tag)
            return Unmatched("tag", trigger.Tags, change.Tag!);
        if (Unmatched("branch", trigger.Branches, change.Branch!) is { } refusal)
            return refusal;
        return trigger.Paths.Count == 0 || change.Files is null ? null : Refusal(trigger.Paths, change.Files);
    }

    // An event that does not tell its files may concern any: it is better to run once too often.
    private static string? Refusal(IReadOnlyList<string> patterns, IReadOnlyList<string> files)
    {
        if (PathPatterns.Any(patterns, files))
            return null;
        var told = string.Join(", ", files.Take(MostFilesTold).Select(file => $"'{file}'"));
        return files.Count == 0
            ? "no file was changed"
            : $"none of the changed files ({told}{(files.Count > MostFilesTold ? $" and {files.Count - MostFilesTold} more" : "")}) is among {string.Join(", ", patterns.Select(pattern => $"'{pattern}'"))}";
    }

    private static string? Refusal(ImageTrigger trigger, ImagePush push)
    {
        if (trigger.Image != push.Image)
            return $"it is the image '{push.Image}', not '{trigger.Image}'";
        if (trigger.Tag is { } pattern)
            return ParameterPattern.Matches(pattern, push.Tag) ? null : $"the tag '{push.Tag}' does not match '{pattern}'";
        return push.Tag == "latest" ? "the tag is 'latest', which only a trigger that names it takes" : null;
    }

    private static string? Refusal(PipelineTrigger trigger, EndedRun run)
    {
        IReadOnlyList<RunStatus> statuses = trigger.Statuses.Count == 0 ? [RunStatus.Succeeded] : trigger.Statuses;
        return statuses.Contains(run.Status)
            ? null
            : $"run {run.Number} of '{run.Pipeline}' ended as {WordOf(run.Status)}, not {string.Join(" or ", statuses.Select(WordOf))}";
    }

    private static string? Refusal(ScheduleTrigger trigger, string pipeline, ScheduledTime time) =>
        time.Pipeline != pipeline || time.Trigger != trigger.Id ? "it is another schedule's time"
        : time.IsMissed ? "no server ran then, and it was too long ago to be made up for ('missed' and 'missedFor' of the trigger say how long that is)"
        : null;

    private static string? Refusal(WebhookTrigger trigger, TriggerEvent happened)
    {
        if (trigger.Constraints.Count == 0)
            return null;

        var whole = happened.Payload;
        if (happened.Parameters is { } parameters)
        {
            whole = whole.DeepClone().AsObject();
            whole["parameters"] = parameters.DeepClone();
        }

        var payload = whole.ToJsonString();
        foreach (var (path, pattern) in trigger.Constraints)
        {
            try
            {
                var values = JsonPath.Find(payload, path);
                if (values.Count == 0)
                    return $"the payload has nothing at '{path}'";
                if (!values.Any(value => ParameterPattern.Matches(pattern, value)))
                {
                    // Parameters may be secrets, and reasons are kept.
                    var shown = JsonPath.Find(happened.Payload.ToJsonString(), path) is [var first, ..] ? $"'{Shorten(first)}'" : "what is";
                    return $"{shown} at '{path}' does not match '{pattern}'";
                }
            }
            catch (RegexMatchTimeoutException)
            {
                return $"a pattern in '{path}' takes too long";
            }
        }

        return null;
    }

    private static string? Unmatched(string what, IReadOnlyList<string> patterns, string name) =>
        patterns.Count == 0 || patterns.Any(pattern => ParameterPattern.Matches(pattern, name))
            ? null
            : $"the {what} '{name}' matches none of {string.Join(", ", patterns.Select(pattern => $"'{pattern}'"))}";

    private static string WordOf(GitEvent happened) => happened switch
    {
        GitEvent.Push => "push",
        GitEvent.Tag => "tag",
        _ => "pull request",
    };

    private static string WordOf(RunStatus status) => status.ToString().ToUpperInvariant();

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
