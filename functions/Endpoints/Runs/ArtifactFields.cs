using System.Text.Json.Nodes;
using Pipeline.Definitions.Artifacts;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Endpoints.Runs;

/// <summary>The artifacts that a start brings, read from its body.</summary>
internal static class ArtifactFields
{
    private const string Field = "artifacts";

    /// <exception cref="ProblemException">400: one cannot be read; all faults are listed, each with its place, for example <c>artifacts[2].type</c>.</exception>
    public static IReadOnlyList<Artifact> Read(JsonArray? sent)
    {
        for (var index = 0; index < (sent?.Count ?? 0); index++)
        {
            if (!JsonText.IsWellFormed(sent![index]))
                throw ProblemException.InvalidField($"{Field}[{index}]", "A text in it holds a NUL or half a surrogate pair, or a name is given twice.");
        }

        var read = ArtifactPayload.Read(sent);
        return read.IsValid
            ? read.Artifacts
            : throw Invalid([.. read.Faults.Take(100).Select(fault => new ProblemFault { Path = Field + fault.Path, Code = fault.Code, Message = fault.Message, Suggestion = fault.Suggestion })]);
    }

    /// <summary>400: artifacts that the pipeline expects are not to be had.</summary>
    public static ProblemException Refused(IReadOnlyList<ArtifactFault> faults) =>
        Invalid([.. faults.Take(100).Select(fault => new ProblemFault { Path = Field, Code = fault.Code, Message = fault.Message })]);

    private static ProblemException Invalid(IReadOnlyList<ProblemFault> faults) => new(
        StatusCodes.Status400BadRequest,
        ProblemCode.InvalidRequest,
        "The request is not valid",
        string.Join(' ', faults.Take(5).Select(fault => $"{fault.Path}: {fault.Message}")))
    {
        Errors = faults,
    };
}
