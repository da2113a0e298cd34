using Pipeline.Definitions;
using Pipeline.Definitions.Graph;

namespace Pipeline.Stages.Runs;

/// <summary>The definition that a run is frozen to, with its graph.</summary>
/// <param name="Definition">As it was when the run was started.</param>
/// <param name="Graph">Its stages and the paths between them.</param>
public sealed record FrozenDefinition(PipelineDefinition Definition, StageGraph Graph)
{
    /// <summary>The stage of an id.</summary>
    /// <exception cref="StageNotFoundException">There is none.</exception>
    public StageDefinition Stage(string run, string id) =>
        Graph.Contains(id) ? Graph.Stages[Graph.IndexOf(id)] : throw new StageNotFoundException(run, id);
}
