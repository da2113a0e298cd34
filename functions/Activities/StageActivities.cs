namespace Pipeline.Functions.Activities;

/// <summary>The names of activities that carry out stages.</summary>
internal static class StageActivities
{
    /// <summary>Carries out stages whose type this server does not know: they fail and say so.</summary>
    public const string Unknown = "UnknownStageType";
}
