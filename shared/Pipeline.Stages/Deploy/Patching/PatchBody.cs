using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Manifests.Binding;
using Pipeline.Definitions.Manifests.Reading;
using Pipeline.Stages.Artifacts;

namespace Pipeline.Stages.Deploy.Patching;

/// <summary>Reads the patch of a stage and binds artifacts in it.</summary>
internal sealed class PatchBody(ArtifactContents contents)
{
    /// <summary>The patch as the API takes it.</summary>
    /// <exception cref="StageFailedException">There is none, or it does not fit its meaning.</exception>
    public async ValueTask<JsonNode> ReadAsync(StageExecution<PatchInput> execution, CancellationToken cancellationToken)
    {
        var input = execution.Input;
        if (input.Patch is null == string.IsNullOrWhiteSpace(input.Artifact))
            throw Invalid("Give exactly one of 'patch' and 'artifact'.");

        var body = input.Patch is { } given ? Parsed("patch", given) : Parsed("artifact", await ContentAsync(execution, input.Artifact!, cancellationToken));
        if (input.MergeStrategy is PatchMeaning.Json)
            return body is JsonArray ? body : throw Invalid("patch: With mergeStrategy 'json' the patch is a list of operations, for example [{ op: replace, path: /spec/replicas, value: 3 }].");
        return body switch
        {
            JsonObject map => map,
            JsonArray { Count: 1 } list when list[0] is JsonObject only => only.DeepClone(),
            JsonArray => throw Invalid("patch: It is one map. A list of operations needs mergeStrategy: json."),
            _ => throw Invalid("patch: It is a map, for example { spec: { replicas: 3 } }."),
        };
    }

    /// <summary>Binds the artifacts that the stage can see.</summary>
    /// <returns>The artifacts that were used.</returns>
    /// <exception cref="StageFailedException">A required one is missing or was not used.</exception>
    public static IReadOnlyList<Artifact> Bind(JsonObject patch, StageExecution<PatchInput> execution, string? @namespace)
    {
        var required = execution.Input.RequiredArtifacts
            .Select(id => execution.Artifacts.Find(id) ?? throw new StageFailedException(new StageError("artifact-missing", $"requiredArtifacts: There is no artifact '{id}' that this stage can see.")))
            .ToList();
        var artifacts = new BindableArtifacts(required, [.. execution.Artifacts.Bound.Select(each => each.Artifact)], execution.Input.Target);
        var places = BindingPlace.AllOf(patch).ToList();
        var used = new List<Artifact>();
        foreach (var place in places)
        {
            if (artifacts.Find(place, @namespace) is not { } artifact)
                continue;

            place.Parent[place.Field] = artifact.Reference;
            used.Add(artifact);
        }

        return ManifestBinding.FaultOf(artifacts.Unused(used), [.. BindingPlace.ImagesOf(patch).Select(place => place.Text)]) is { } fault
            ? throw new StageFailedException(new StageError("artifact-unused", fault))
            : [.. used.Distinct()];
    }

    private async ValueTask<JsonNode> ContentAsync(StageExecution<PatchInput> execution, string id, CancellationToken cancellationToken)
    {
        var artifact = execution.Artifacts.Find(id)
            ?? throw new StageFailedException(new StageError("artifact-missing", $"artifact: There is no artifact '{id}' that this stage can see."));
        return await contents.ReadAsync(execution.Run.Id, artifact, cancellationToken) is { } bytes
            ? JsonValue.Create(Encoding.UTF8.GetString(bytes.Span))
            : throw new StageFailedException(new StageError("artifact-unfit", $"artifact: '{artifact}' holds no patch. Use an artifact of type {ArtifactTypes.EmbeddedBase64}."));
    }

    private static JsonNode Parsed(string field, JsonNode given)
    {
        if (given is not JsonValue value || !value.TryGetValue<string>(out var text))
            return given.DeepClone();

        return PatchText.Read(text, out var fault) ?? throw Invalid($"{field}: {fault}");
    }

    private static StageFailedException Invalid(string message) => new(new StageError("invalid-input", message));
}
