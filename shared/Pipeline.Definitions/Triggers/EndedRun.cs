namespace Pipeline.Definitions.Triggers;

/// <summary>A run that ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number among its pipeline's runs.</param>
/// <param name="Pipeline">Its pipeline.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Depth">How many runs led to it, each of which started the next.</param>
public sealed record EndedRun(string Id, int Number, string Pipeline, RunStatus Status, int Depth = 0);
