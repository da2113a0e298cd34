using System.Text.Json.Nodes;
using Pipeline.Definitions;
using Pipeline.Functions.Endpoints.Problems;

namespace Pipeline.Functions.Pipelines;

/// <summary>The parameters of a run that repeats another one: the other's, but for those that change. Pure.</summary>
internal static class RerunParameters
{
    /// <summary>What is given to the pipeline as it is now.</summary>
    /// <param name="taken">The other run's parameters.</param>
    /// <param name="before">The definition that the other run was frozen to.</param>
    /// <param name="now">The definition that this run is frozen to.</param>
    /// <param name="changed">Those that change; null values take theirs out.</param>
    /// <exception cref="ProblemException">400 with every parameter that cannot be taken over as it is.</exception>
    public static JsonObject Of(JsonObject taken, PipelineDefinition before, PipelineDefinition now, JsonObject? changed)
    {
        var parameters = taken.DeepClone().AsObject();
        var faults = new List<ProblemFault>();
        foreach (var (name, value) in changed ?? [])
        {
            if (value is null && !parameters.ContainsKey(name) && now.Parameters.All(parameter => parameter.Name != name))
                faults.Add(Fault(name, $"Neither the run nor its pipeline has a parameter '{name}' that could be taken out."));
            parameters.Remove(name);
            if (value is not null)
                parameters[name] = value.DeepClone();
        }

        foreach (var name in taken.Select(parameter => parameter.Key).Where(name => changed?.ContainsKey(name) != true))
        {
            if (now.Parameters.FirstOrDefault(parameter => parameter.Name == name) is not { } parameter)
                faults.Add(Fault(name, $"The run had the parameter '{name}', which its pipeline no longer has. Send null for it to leave it out."));
            else if (!parameter.Secret && before.Parameters.Any(old => old.Secret && old.Name == name))
                faults.Add(Fault(name, $"The parameter '{name}' was secret in the run and no longer is, so that its value would be shown. Send a value for it, or null to leave it out."));
        }

        return faults.Count == 0 ? parameters : throw Refuse(faults);
    }

    private static ProblemException Refuse(IReadOnlyList<ProblemFault> faults) => new(
        StatusCodes.Status400BadRequest,
        ProblemCode.InvalidRequest,
        "The request is not valid",
        string.Join(' ', faults.Take(5).Select(fault => fault.Message)))
    {
        Errors = faults,
    };

    private static ProblemFault Fault(string parameter, string message) => new() { Path = $"parameters.{parameter}", Message = message };
}
