namespace Pipeline.Definitions.Import.Spinnaker;

/// <summary>
/// What documents of this release can say, where a release before it could not: what is false is listed as missing, together with what to write
/// once it can be written.
/// </summary>
internal sealed record DocumentFeatures
{
    /// <summary>This release.</summary>
    public static DocumentFeatures Current { get; } = new() { Windows = true, Concurrency = true };

    /// <summary>Whether a stage has <c>window: { days, hours: [{ from, to }], zone }</c>.</summary>
    public required bool Windows { get; init; }

    /// <summary>Whether a pipeline has <c>concurrency: { max, policy }</c>.</summary>
    public required bool Concurrency { get; init; }
}
