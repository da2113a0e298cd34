using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Templates;
using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Commands;

/// <summary>A document in a file, a pipeline's or a template's, read and validated as the server would; an instance as far as that goes without its template.</summary>
/// <param name="Path">Where it is; <c>-</c> for standard input.</param>
/// <param name="Text">Its text.</param>
/// <param name="Format">Its notation, by the file's name: JSON for <c>.json</c>, else YAML.</param>
/// <param name="Parsed">What the pipeline says, or the document's faults; neither for a valid template or instance.</param>
internal sealed record PipelineFile(string Path, string Text, DocumentFormat Format, PipelineParseResult Parsed)
{
    /// <summary>The template, when it is one's document.</summary>
    public TemplateDefinition? Template { get; private init; }

    /// <summary>The instance, when it is the document of one.</summary>
    public TemplateInstance? Instance { get; private init; }

    /// <summary>Whether it has no fault that can be found without the server.</summary>
    public bool IsValid => Parsed.Faults.Count == 0;

    /// <summary>The application that it names; null for a template of all applications. Only of a valid document.</summary>
    public string? Application => Template is not null ? Template.Application : Instance?.Application ?? Parsed.Definition!.Application;

    /// <summary>What it is, for people. Only of a valid document.</summary>
    public string Subject => Template is not null ? $"template {Template.Name}" : $"pipeline {Instance?.Name ?? Parsed.Definition!.Name}";

    /// <summary>Where the server keeps it. Only of a valid document.</summary>
    public string Address => Template is not null
        ? $"/api/templates/{Uri.EscapeDataString(Template.Name)}"
        : $"/api/pipelines/{Uri.EscapeDataString(Instance?.Name ?? Parsed.Definition!.Name)}";

    /// <summary>The media type under which it is sent.</summary>
    public string MediaType => Format == DocumentFormat.Json ? "application/json" : "application/yaml";

    /// <summary>Reads the files of an argument, those of a folder (<c>*.yaml</c>, <c>*.yml</c>, <c>*.json</c>) in the order of their names.</summary>
    /// <exception cref="IOException">A file cannot be read, or a folder has none.</exception>
    public static async IAsyncEnumerable<PipelineFile> ReadAllAsync(IEnumerable<string> paths)
    {
        foreach (var path in paths.SelectMany(Expand))
        {
            var text = path == "-" ? await Console.In.ReadToEndAsync() : await File.ReadAllTextAsync(path);
            var format = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? DocumentFormat.Json : DocumentFormat.Yaml;
            yield return Read(path, text, format);
        }
    }

    /// <summary>Tells every fault on a line of its own, in the form that terminals and editors make clickable.</summary>
    public IEnumerable<string> Faults() => Parsed.Faults.Select(fault =>
        $"{Path}:{fault}{PipelineApiException.Suggestion(fault.Message, fault.Suggestion)}");

    private static PipelineFile Read(string path, string text, DocumentFormat format)
    {
        if (TemplateDocument.IsTemplate(text, format))
        {
            var template = TemplateDocument.Parse(text, format, StageTypeSchemas.All);
            return new(path, text, format, new() { Faults = template.Faults }) { Template = template.Template };
        }

        if (TemplateInstanceDocument.IsInstance(text, format))
        {
            var instance = TemplateInstanceDocument.Parse(text, format);
            return new(path, text, format, new() { Faults = instance.Faults }) { Instance = instance.Instance };
        }

        return new(path, text, format, PipelineDocument.Parse(text, format, StageTypeSchemas.All));
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        string[] files = [.. Directory.EnumerateFiles(path).Where(IsDocument).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new IOException($"The folder '{path}' has no *.yaml, *.yml or *.json file.");
    }

    private static bool IsDocument(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json";
}
