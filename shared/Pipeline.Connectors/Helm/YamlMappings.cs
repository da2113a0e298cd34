using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pipeline.Connectors.Helm;

/// <summary>Reads the mappings of YAML documents that charts and kustomizations consist of.</summary>
internal static class YamlMappings
{
    /// <summary>The mapping that the first document of a text is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What messages call it.</param>
    /// <exception cref="HelmException">It is none.</exception>
    public static YamlMappingNode Read(string text, string what)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode mapping
                ? mapping
                : throw new HelmException(HelmFailure.Unexpected, $"{what} is no map of YAML.");
        }
        catch (Exception exception) when (exception is YamlException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw new HelmException(HelmFailure.Unexpected, $"{what} is not YAML: {exception.Message}", exception);
        }
    }

    /// <summary>A field; null when there is none.</summary>
    public static YamlNode? Field(this YamlMappingNode mapping, string name) => mapping.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    /// <summary>A field's text; null when it is none.</summary>
    public static string? Text(this YamlMappingNode mapping, string name) => (mapping.Field(name) as YamlScalarNode)?.Value;

    /// <summary>The items of a field that is a list; empty when it is none.</summary>
    public static IEnumerable<YamlNode> Items(this YamlMappingNode mapping, string name) => (mapping.Field(name) as YamlSequenceNode)?.Children ?? [];
}
