using YamlDotNet.RepresentationModel;

namespace Pipeline.Connectors.Helm.Kustomize;

/// <summary>A kustomization.yaml, as far as other files hang on it.</summary>
/// <param name="Directories">What may be a file or a folder with a kustomization of its own.</param>
/// <param name="Files">What is a file.</param>
internal sealed record KustomizationFile(IReadOnlyList<string> Directories, IReadOnlyList<string> Files)
{
    /// <summary>The names that such a file can have, in kustomize's order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    private static readonly string[] DirectoryFields = ["resources", "bases", "components"];
    private static readonly string[] FileFields = ["crds", "configurations", "patchesStrategicMerge"];
    private static readonly string[] PathFields = ["patches", "patchesJson6902", "replacements"];
    private static readonly string[] GeneratorFields = ["configMapGenerator", "secretGenerator"];
    private static readonly string[] RefusedFields = ["helmCharts", "helmChartInflationGenerator", "helmGlobals", "generators", "transformers", "validators"];

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it is, for messages.</param>
    /// <exception cref="HelmException">It is none, or asks for what is not done here: remote bases, plug-ins.</exception>
    public static KustomizationFile Read(string text, string path)
    {
        var fields = YamlMappings.Read(text, path);
        if (text.Contains("<<:", StringComparison.Ordinal))
            throw new HelmException(HelmFailure.Refused, $"{path}: merge keys (<<) are not followed, since what they bring in would be out of sight: write the fields out.");
        if (RefusedFields.FirstOrDefault(name => fields.Field(name) is not null) is { } refused)
        {
            throw new HelmException(
                HelmFailure.Refused,
                refused.StartsWith("helm", StringComparison.Ordinal)
                    ? $"{path}: {refused} is not followed, since kustomize would fetch charts and run helm by itself. Bake the chart in a stage of its own (engine: helm)."
                    : $"{path}: {refused} is not followed, since plug-ins of kustomize can run programs. Write it as the field of the kustomization that does the same (patches, replacements, configMapGenerator, labels…).");
        }

        var directories = DirectoryFields.SelectMany(fields.Items).Select(TextOf).OfType<string>().ToArray();
        string[] files =
        [
            .. FileFields.SelectMany(fields.Items).Select(TextOf).OfType<string>().Where(static entry => !entry.Contains('\n')), // a patch may stand there itself
            .. PathFields.SelectMany(fields.Items).OfType<YamlMappingNode>().Select(static item => item.Text("path")).OfType<string>(),
            .. GeneratorFields.SelectMany(fields.Items).OfType<YamlMappingNode>().SelectMany(SourcesOf),
            .. fields.Field("openapi") is YamlMappingNode openApi && openApi.Text("path") is { } schema ? new[] { schema } : [],
        ];
        foreach (var entry in directories.Concat(files))
        {
            if (IsRemote(entry))
                throw new HelmException(HelmFailure.Refused, $"{path}: '{entry}' is elsewhere. Remote bases and files are not fetched, since what they give can change from one bake to the next and is out of sight of the rules for outgoing calls: copy them into the repository.");
        }

        return new(directories, files);
    }

    private static string? TextOf(YamlNode node) => (node as YamlScalarNode)?.Value;

    /// <summary>The files of a generator: <c>[key=]path</c>.</summary>
    private static IEnumerable<string> SourcesOf(YamlMappingNode generator)
    {
        var files = generator.Items("files").Select(TextOf).OfType<string>().Select(static entry => entry[(entry.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var environments = generator.Items("envs").Select(TextOf).Append(generator.Text("env")).OfType<string>();
        return files.Concat(environments);
    }

    private static bool IsRemote(string entry) =>
        entry.Contains("://", StringComparison.Ordinal) || entry.Contains("git@", StringComparison.Ordinal) || entry.Contains("::", StringComparison.Ordinal)
        || entry.Contains("?ref=", StringComparison.Ordinal) || entry.StartsWith("github.com/", StringComparison.OrdinalIgnoreCase) || entry.StartsWith("gitlab.com/", StringComparison.OrdinalIgnoreCase);
}
