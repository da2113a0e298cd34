using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;

namespace Pipeline.Functions.Templates;

/// <summary>A template document that was read and found valid.</summary>
/// <param name="Text">The document as it was sent.</param>
/// <param name="Format">Its notation.</param>
/// <param name="Template">What it says.</param>
public sealed record ValidTemplate(string Text, DocumentFormat Format, TemplateDefinition Template);
