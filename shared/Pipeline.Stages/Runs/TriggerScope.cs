using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Definitions.Triggers;

namespace Pipeline.Stages.Runs;

/// <summary>What started a run, as expressions see it: <c>trigger</c>.</summary>
public static class TriggerScope
{
    /// <summary>The variable.</summary>
    /// <param name="trigger">What started the run.</param>
    /// <param name="startedBy">Who did.</param>
    /// <param name="parameters">The run's parameters; null before they are known.</param>
    public static JsonObject Of(RunTrigger trigger, string startedBy, JsonObject? parameters)
    {
        var scope = new JsonObject
        {
            ["type"] = trigger.Type,
            ["user"] = startedBy,
            ["by"] = trigger.By,
            ["payload"] = trigger.Payload?.DeepClone(),
            ["parentRun"] = trigger.ParentRun,
            ["parentStage"] = trigger.ParentStage,
            ["commit"] = trigger.Commit is { } commit ? new JsonObject { ["id"] = commit.Id, ["committedAt"] = commit.CommittedAt } : null,
        };
        if (parameters is not null)
            scope["parameters"] = parameters.DeepClone();
        if (trigger.Event is null)
            return scope;

        scope["id"] = trigger.Id;
        scope["event"] = trigger.Event;
        scope["summary"] = trigger.Summary;
        if (trigger.Git is { } git)
        {
            scope["git"] = JsonSerializer.SerializeToNode(git, DefinitionsJson.Default.GitChange);
            AddSpinnakersNames(scope, git);
        }

        if (trigger.Image is { } image)
        {
            scope["image"] = JsonSerializer.SerializeToNode(image, DefinitionsJson.Default.ImagePush);
            scope["repository"] = image.Image;
            scope["tag"] = image.Tag;
            scope["digest"] = image.Digest;
        }

        if (trigger.Run is { } run)
            scope["run"] = JsonSerializer.SerializeToNode(run, DefinitionsJson.Default.EndedRun);
        if (trigger.ScheduledAt is { } time)
            scope["scheduledAt"] = time;
        return scope;
    }

    // As pipelines that come from Spinnaker read them (echo's GitEvent and DockerEvent).
    private static void AddSpinnakersNames(JsonObject scope, GitChange git)
    {
        scope["hash"] = git.Commit;
        scope["branch"] = git.Branch;
        scope["tag"] = git.Tag;
        scope["action"] = git.Event switch { GitEvent.Push => "push", GitEvent.Tag => "tag", _ => "pull_request" };
        scope["project"] = git.Repository.LastIndexOf('/') is var slash and >= 0 ? git.Repository[..slash] : null;
        scope["slug"] = git.Repository[(git.Repository.LastIndexOf('/') + 1)..];
    }
}
