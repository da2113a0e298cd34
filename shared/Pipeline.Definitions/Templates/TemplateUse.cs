namespace Pipeline.Definitions.Templates;

/// <summary>Which revision of which template a pipeline is an instance of.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Revision">Its revision, counted from 1.</param>
public sealed record TemplateUse(string Name, int Revision);
