using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Runs;
using Pipeline.Stages.Artifacts;

namespace Pipeline.Stages.Kernel;

/// <summary>
/// The artifacts that a stage makes: long contents in its outputs are moved to storage, and when it ended well, what it says it produces is
/// found in them and published (NHN's end condition).
/// </summary>
internal sealed class StageProducts(IServiceProvider services)
{
    private readonly Lazy<ArtifactContents> contents = new(services.GetRequiredService<ArtifactContents>);

    /// <summary>How the stage ends with its artifacts.</summary>
    /// <param name="run">The step that ended the stage.</param>
    /// <param name="outcome">How it did; secrets are masked. Its outputs change in place.</param>
    /// <param name="log">Tells of what is published.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A failure with the code <c>artifact-not-produced</c> when the stage did not produce what it says.</returns>
    public async ValueTask<StepOutcome> PublishAsync(StepRun run, StepOutcome outcome, IStageLog log, CancellationToken cancellationToken)
    {
        await KeepContentsAsync(run.Request.Run, outcome.Outputs?[ArtifactOutputs.Name] as JsonArray, cancellationToken);
        var expected = run.Record.Stage.Produces;
        if (outcome.Outcome is not StageOutcome.Succeeded || expected.Count == 0)
            return outcome;

        var read = ArtifactOutputs.Read(outcome.Outputs?[ArtifactOutputs.Name], run.Type.FindsArtifacts);
        if (!read.IsValid)
            return NotProduced(outcome, [.. read.Faults.Select(fault => ("", fault.Code, $"The stage's output {ArtifactOutputs.Name}{fault.Path} cannot be used. {fault.Message}"))]);

        var provenance = new ArtifactProvenance(run.Request.Run, run.Request.Stage, run.Request.Attempt);
        var result = ProducedArtifacts.Bind(expected, read.Artifacts, provenance);
        if (!result.IsValid)
            return NotProduced(outcome, [.. result.Faults.Select(fault => (fault.Id, fault.Code, fault.Message))]);

        var published = new List<BoundArtifact>();
        foreach (var bound in result.Bound)
        {
            // A default may have a long content too.
            var kept = bound with { Artifact = await contents.Value.KeepAsync(run.Request.Run, bound.Artifact, source: null, cancellationToken) };
            log.WriteLine($"Published '{kept.Id}': {kept.Artifact}.");
            published.Add(kept);
        }

        return outcome with { Artifacts = published };
    }

    private async ValueTask KeepContentsAsync(string run, JsonArray? artifacts, CancellationToken cancellationToken)
    {
        foreach (var fields in artifacts?.OfType<JsonObject>() ?? [])
        {
            if (Text(fields, "type") is not { } type || Text(fields, "reference") is not { } reference)
                continue;

            var kept = await contents.Value.KeepAsync(run, new() { Type = type, Reference = reference }, source: null, cancellationToken);
            if (kept.Type != type)
                (fields["type"], fields["reference"]) = (kept.Type, kept.Reference);
        }
    }

    private static string? Text(JsonObject fields, string name) => fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static StepOutcome NotProduced(StepOutcome outcome, IReadOnlyList<(string Id, string Code, string Message)> faults)
    {
        var details = new JsonObject
        {
            [ArtifactOutputs.Name] = new JsonArray([.. faults.Select(fault => new JsonObject { ["id"] = fault.Id, ["code"] = fault.Code, ["message"] = fault.Message })]),
        };
        return StepOutcome.Failed(new("artifact-not-produced", string.Join(" ", faults.Select(fault => fault.Message)), details), outcome.Outputs);
    }
}
