namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>What a stage type of Spinnaker is here.</summary>
/// <param name="Type">The stage type.</param>
/// <param name="Convert">Makes its inputs of Spinnaker's fields; null: the fields stand as they are.</param>
internal sealed record StageTypeImport(string Type, Func<StageSource, IReadOnlyList<ImportedStep>>? Convert = null);
