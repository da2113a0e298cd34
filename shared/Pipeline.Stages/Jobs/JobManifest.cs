using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Manifests;
using Pipeline.Definitions.Manifests.Marks;

namespace Pipeline.Stages.Jobs;

/// <summary>Makes the Job of a stage's attempt: of a manifest, or of an image and what it runs. Pure.</summary>
internal static class JobManifest
{
    /// <summary>The longest name of a Job that still leaves room for the endings of its pods' names.</summary>
    private const int LongestName = 52;

    /// <summary>An orphan, of a stage whose process was lost for good, goes a day after its end.</summary>
    private const int OrphanSeconds = 86_400;

    /// <summary>The annotation that says for which attempt of a stage a job is.</summary>
    public static string AttemptAnnotation { get; } = MarkNames.Our("run", "attempt");

    /// <summary>A Job of one container.</summary>
    public static JsonObject Of(RunJobInput input, string stage)
    {
        var container = new JsonObject { ["name"] = "job", ["image"] = input.Image };
        if (input.Command.Count > 0)
            container["command"] = Texts(input.Command);
        if (input.Arguments.Count > 0)
            container["args"] = Texts(input.Arguments);
        if (input.Environment.Count > 0)
            container["env"] = new JsonArray([.. input.Environment.Select(variable => (JsonNode)new JsonObject { ["name"] = variable.Key, ["value"] = variable.Value })]);
        if (input.Resources is { } resources)
            container["resources"] = resources.DeepClone();
        var pod = new JsonObject { ["restartPolicy"] = "Never", ["containers"] = new JsonArray(container) };
        if (!string.IsNullOrWhiteSpace(input.ServiceAccount))
            pod["serviceAccountName"] = input.ServiceAccount;
        return new()
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["name"] = stage },
            ["spec"] = new JsonObject { ["backoffLimit"] = input.Retries, ["template"] = new JsonObject { ["spec"] = pod } },
        };
    }

    /// <summary>What keeps manifests from being run; null when nothing does.</summary>
    public static string? FaultOf(IReadOnlyList<JsonObject> manifests) => manifests switch
    {
        [var job] when (job.GroupOf(), job.KindOf()) is ("batch", "Job") => null,
        [var other] => $"It is a {other.KindOf()} ({other.ApiVersionOf()}), and has to be a Job (batch/v1).",
        _ => $"There are {manifests.Count} objects, and it has to be exactly one Job.",
    };

    /// <summary>The name in an attempt: the Job's own with an ending that every other attempt has otherwise, so that a retry never meets what the one before has left.</summary>
    public static string NameOf(JsonObject job, string attempt)
    {
        var written = (job.GeneratedNameOf() ?? job.NameOf()).ToLowerInvariant();
        var name = new string([.. written.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '-')]).Trim('-');
        var ending = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(attempt)))[..8];
        return $"{(name.Length == 0 ? "job" : name.Length > LongestName ? name[..LongestName].TrimEnd('-') : name)}-{ending}";
    }

    /// <summary>Writes onto the Job what it is called and whose it is.</summary>
    public static void Mark(JsonObject job, string name, StageExecution execution, JobCleanup cleanup)
    {
        var metadata = job.Child("metadata");
        metadata.Remove("generateName");
        metadata["name"] = name;
        metadata.Child("annotations")[AttemptAnnotation] = execution.AttemptKey;
        metadata.Child("annotations")[Moniker.ApplicationAnnotation] = execution.Run.Application;
        metadata.Child("labels").TryAdd(MarkNames.ManagedBy, MarkNames.Us);
        if (cleanup is not JobCleanup.Never)
            job.Child("spec").TryAdd("ttlSecondsAfterFinished", OrphanSeconds);
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
