using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions;
using Pipeline.Definitions.Artifacts;
using Pipeline.Stages.Runs;

namespace Pipeline.Stages.Feature;

/// <summary>
/// Takes artifacts over from the newest run of a pipeline that has one of the given statuses; this run itself is left out. Only that run is looked
/// at, never an older one: when an artifact is not in it, or not clear, the stage fails. It finds what the run's stages published (<c>produces</c>)
/// and what the run was started with. To give what it finds an id, name it in <c>produces</c> of this stage (Spinnaker's
/// findArtifactFromExecution).
/// </summary>
/// <example>
/// <code>
/// - id: released
///   type: feature.find-artifact-from-execution
///   produces: [{ id: image, match: { type: docker/image } }]
///   with:
///     pipeline: build
///     statuses: [SUCCEEDED]
///     artifacts: [{ type: docker/image, name: "registry.example.com/shop/.*" }]
/// </code>
/// </example>
public sealed class FindArtifactFromExecutionStage(IArtifactRuns runs) : Stage<FindArtifactFromExecutionInput>
{
    /// <summary>The type's line in the catalog.</summary>
    public static StageType Type { get; } = new()
    {
        Name = "feature.find-artifact-from-execution",
        Title = "Find artifact from execution",
        KoreanTitle = "실행에서 아티팩트 찾기",
        StageClass = typeof(FindArtifactFromExecutionStage),
        Input = FeatureJson.Default.FindArtifactFromExecutionInput,
        Create = services => new FindArtifactFromExecutionStage(services.GetRequiredService<IArtifactRuns>()),
        FindsArtifacts = true,
        Outputs =
        [
            new("run", "The id of the run that was found."),
            new("number", "Its number among the pipeline's runs."),
            new("status", "Its status."),
            new("artifacts", "The artifacts, one for each that was asked for, in that order."),
        ],
    };

    /// <inheritdoc/>
    public override async ValueTask<StageStep> ExecuteAsync(StageExecution<FindArtifactFromExecutionInput> execution, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        var matches = Matches(input);
        var application = input.Application ?? execution.Run.Application;
        var found = await runs.FindNewestAsync(new(execution.Run, application, input.Pipeline, input.Statuses), cancellationToken)
            ?? throw new StageFailedException(new StageError("run-missing", $"The pipeline '{input.Pipeline}' of the application '{application}' has no other run {Wanted(input.Statuses)}."));
        execution.Log.WriteLine($"Found run {found.Number} of '{input.Pipeline}' ({found.Id}), {StatusNames.Of(found.Status)}.");

        var outputs = new JsonObject { ["run"] = found.Id, ["number"] = found.Number, ["status"] = StatusNames.Of(found.Status) };
        var candidates = matches.Select(match => found.Artifacts.Where(artifact => ArtifactMatching.Matches(match, artifact)).ToArray()).ToArray();
        var faults = candidates.Index().Where(each => each.Item.Length != 1).Select(each => Fault(each.Index, matches[each.Index], each.Item, found)).ToArray();
        if (faults.Length > 0)
            return new StageStep.Failed(new("artifact-not-found", $"Run {found.Number} of '{input.Pipeline}' does not have what is looked for. {string.Join(" ", faults)}"), outputs);

        var taken = await runs.TakeAsync([.. candidates.Select(each => each[0])], found.Id, execution.Run.Id, cancellationToken);
        outputs[ArtifactOutputs.Name] = new JsonArray([.. taken.Select(ArtifactJson.Write)]);
        return new StageStep.Succeeded(outputs);
    }

    private static ArtifactMatch[] Matches(FindArtifactFromExecutionInput input)
    {
        if (input.Artifacts.Count == 0)
            throw Invalid("artifacts: Say at least one artifact to look for.");
        if (input.Artifacts.Count > ArtifactPayload.Most)
            throw Invalid($"artifacts: There are {input.Artifacts.Count} artifacts; at most {ArtifactPayload.Most} can be looked for.");

        var matches = input.Artifacts.Select(wanted => wanted.ToMatch()).ToArray();
        foreach (var (index, match) in matches.Index())
        {
            if (ArtifactMatching.FaultOf(match) is var (field, message))
                throw Invalid($"artifacts[{index}]{(field.Length == 0 ? "" : ".")}{field}: {message}");
        }

        return matches;
    }

    private static string Fault(int index, ArtifactMatch match, Artifact[] candidates, ArtifactRun run)
    {
        if (candidates.Length > 1)
            return $"artifacts[{index}] ({match}) may be any of {candidates.Length}: {Listed(candidates)}. Narrow it until it fits one.";
        var all = run.Artifacts.Count == 0 ? "It has none." : $"It has: {Listed(run.Artifacts)}.";
        return $"Nothing matches artifacts[{index}] ({match}). {all}";
    }

    private static string Listed(IReadOnlyList<Artifact> artifacts) =>
        string.Join("; ", artifacts.Take(5).Select(artifact => artifact.ToString())) + (artifacts.Count > 5 ? $"; and {artifacts.Count - 5} more" : "");

    private static string Wanted(IReadOnlyList<RunStatus> statuses) => statuses.Count == 0 ? "that has ended" : $"that is {string.Join(" or ", statuses.Select(StatusNames.Of))}";

    private static StageFailedException Invalid(string message) => new(new StageError("invalid-input", message));
}

/// <summary>What <c>feature.find-artifact-from-execution</c> takes.</summary>
public sealed record FindArtifactFromExecutionInput
{
    /// <summary>The pipeline whose runs are looked at.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The application that the pipeline belongs to; left out: the one of this pipeline. Who started this run must be allowed to see its runs.</summary>
    public string? Application { get; init; }

    /// <summary>The statuses that the run may have; left out: that of any run that has ended, however it did.</summary>
    public IReadOnlyList<RunStatus> Statuses { get; set; } = [];

    /// <summary>What to look for: for each, exactly one artifact of the run must match.</summary>
    public required IReadOnlyList<WantedArtifact> Artifacts { get; init; }
}

/// <summary>What an artifact must be. Each field is a text that it must equal, or a regular expression that the whole of it must match; at least one is needed.</summary>
public sealed record WantedArtifact
{
    /// <summary>Its type, for example <c>docker/image</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Its name without its version: an image's repository, a file's path, a chart's name.</summary>
    public string? Name { get; init; }

    /// <summary>An image's tag, a file's branch or commit, a chart's version.</summary>
    public string? Version { get; init; }

    /// <summary>Where it lives when its name does not say.</summary>
    public string? Location { get; init; }

    /// <summary>How exactly it is fetched: an image with its tag or digest, an address.</summary>
    public string? Reference { get; init; }

    internal ArtifactMatch ToMatch() => new() { Type = Type, Name = Name, Version = Version, Location = Location, Reference = Reference };
}
