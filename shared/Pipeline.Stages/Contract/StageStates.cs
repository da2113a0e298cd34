using System.Text.Json.Nodes;
using Pipeline.Definitions;

namespace Pipeline.Stages;

/// <summary>The state of a run's stages at one moment. Put together only when a stage looks, since a run may have thousands.</summary>
public sealed class StageStates
{
    private readonly Lazy<IReadOnlyList<StageState>> all;

    /// <summary>States that are known already.</summary>
    public StageStates(IReadOnlyList<StageState> all)
        : this(() => all)
    {
    }

    /// <summary>States that are put together at the first look.</summary>
    public StageStates(Func<IReadOnlyList<StageState>> all) => this.all = new(all);

    /// <summary>Every stage of the run that has begun, in the definition's order.</summary>
    public IReadOnlyList<StageState> All => all.Value;

    /// <summary>The stage with that id, else the first one with that name; null when none of them has begun.</summary>
    public StageState? Find(string idOrName) =>
        All.FirstOrDefault(stage => stage.Id == idOrName) ?? All.FirstOrDefault(stage => stage.Name == idOrName);
}

/// <summary>One stage's state.</summary>
/// <param name="Id">Its id in the definition.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Type">Its stage type.</param>
/// <param name="Status">Its status.</param>
/// <param name="Attempt">Its newest attempt.</param>
/// <param name="Outputs">What that attempt has produced so far.</param>
/// <param name="Decision">What was decided about that attempt.</param>
public sealed record StageState(
    string Id, string Name, string Type, StageStatus Status, int Attempt, JsonObject? Outputs, StageDecision? Decision = null);
