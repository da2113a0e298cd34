using Pipeline.Connectors.Git;
using Pipeline.Definitions;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Triggers;
using Pipeline.Functions.Endpoints.Problems;
using Pipeline.Functions.Pipelines;
using Pipeline.Functions.Templates;
using GitChange = Pipeline.Definitions.Triggers.GitChange;

namespace Pipeline.Functions.Events.Sources;

/// <summary>Reads the definition of a run from the repository that the event is about, as it is at the event's commit.</summary>
public sealed class DefinitionFiles(TriggerSources sources, InstanceDocuments documents)
{
    private const int MostFaultsTold = 5;

    /// <summary>Reads the definition that a trigger names.</summary>
    /// <param name="trigger">The trigger; names a file.</param>
    /// <param name="change">What happened to the repository.</param>
    /// <param name="head">The pipeline, whose name and application the file must have, too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The definition, or why there is none.</returns>
    /// <exception cref="GitException">The server gives no answer for the moment.</exception>
    public async Task<(PipelineDefinition? Definition, string? Refusal)> ReadAsync(
        GitTrigger trigger, GitChange change, PipelineHead head, CancellationToken cancellationToken)
    {
        var file = $"'{trigger.Definition}' at commit {change.Commit[..Math.Min(change.Commit.Length, 10)]}";
        try
        {
            await using var repository = await sources.OpenAsync(head.Application, trigger.Source, trigger.Repository, cancellationToken);
            var bytes = await repository.ReadFileAsync(change.Commit, trigger.Definition!, DocumentLimits.Bytes, cancellationToken);
            var format = trigger.Definition!.EndsWith(".json", StringComparison.Ordinal) ? DocumentFormat.Json : DocumentFormat.Yaml;
            var definition = (await documents.ReadAsync(bytes, format, cancellationToken)).Definition;
            if (definition.Name != head.Name || definition.Application != head.Application)
                return (null, $"{file} is the pipeline '{definition.Name}' of the application '{definition.Application}', not '{head.Name}' of '{head.Application}'");
            return (definition, null);
        }
        catch (GitException exception) when (!exception.IsPassing)
        {
            return (null, $"{file} cannot be read: {exception.Message}");
        }
        catch (ProblemException problem)
        {
            var faults = problem.Errors ?? [];
            var told = faults.Take(MostFaultsTold).Select(fault => $"line {fault.Line}, {fault.Path}: {fault.Message}");
            return (null, $"{file} has faults: {string.Join(" ", told)}{(faults.Count > MostFaultsTold ? $" And {faults.Count - MostFaultsTold} more." : "")}");
        }
    }
}
