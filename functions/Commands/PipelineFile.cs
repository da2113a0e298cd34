using Pipeline.Definitions.Documents;
using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Commands;

/// <summary>A pipeline document in a file, read and validated as the server would.</summary>
/// <param name="Path">Where it is; <c>-</c> for standard input.</param>
/// <param name="Text">Its text.</param>
/// <param name="Format">Its notation, by the file's name: JSON for <c>.json</c>, else YAML.</param>
/// <param name="Parsed">What it says, or its faults.</param>
internal sealed record PipelineFile(string Path, string Text, DocumentFormat Format, PipelineParseResult Parsed)
{
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
            yield return new(path, text, format, PipelineDocument.Parse(text, format, StageTypeSchemas.All));
        }
    }

    /// <summary>Tells every fault on a line of its own, in the form that terminals and editors make clickable.</summary>
    public IEnumerable<string> Faults() => Parsed.Faults.Select(fault =>
        $"{Path}:{fault}{PipelineApiException.Suggestion(fault.Message, fault.Suggestion)}");

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        string[] files = [.. Directory.EnumerateFiles(path).Where(IsDocument).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new IOException($"The folder '{path}' has no *.yaml, *.yml or *.json file.");
    }

    private static bool IsDocument(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json";
}
