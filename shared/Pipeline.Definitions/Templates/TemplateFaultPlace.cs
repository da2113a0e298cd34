namespace Pipeline.Definitions.Templates;

/// <summary>The place of a fault in a template, when it shows itself in an instance.</summary>
/// <param name="Name">The template's name.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Path">The value in the template's document, for example <c>spec.pipeline.stages[2].with.url</c>.</param>
/// <param name="Line">The line in that document, counted from 1.</param>
/// <param name="Column">The character in the line, counted from 1.</param>
public sealed record TemplateFaultPlace(string Name, int Revision, string Path, int Line, int Column);
