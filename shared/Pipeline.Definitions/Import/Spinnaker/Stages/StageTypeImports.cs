using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>Every stage type of Spinnaker with what it is here, a group a file.</summary>
internal static partial class StageTypeImports
{
    private static readonly FrozenDictionary<string, StageTypeImport> BySpinnakerType = FeatureStages.All
        .Concat(BuildStages.All)
        .Concat(KubernetesStages.All)
        .Concat(ServerGroupStages.All)
        .Concat(CloudFoundryStages.All)
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All types that are known.</summary>
    public static IReadOnlyDictionary<string, StageTypeImport> All => BySpinnakerType;

    /// <summary>What a type is; one that nobody knows keeps its fields under a name made of its own.</summary>
    /// <param name="type">Spinnaker's type.</param>
    /// <param name="alias">What it is an instance of: an operator can give webhooks and jobs types of their own.</param>
    public static StageTypeImport Of(string type, string? alias) => BySpinnakerType.GetValueOrDefault(type) ?? alias switch
    {
        "preconfiguredWebhook" => CustomWebhookImport.Of(Kebab(type)),
        "preconfiguredJob" => JobImport.Custom(Kebab(type)),
        _ => new($"feature.{Kebab(type)}"),
    };

    private static string Kebab(string type)
    {
        var words = WordStart().Replace(type.Length > 64 ? type[..64] : type, "-$1").ToLowerInvariant();
        var name = NotInTypes().Replace(words, "-").Trim('-');
        return name.Length == 0 ? "unknown" : name;
    }

    [GeneratedRegex("(?<=[a-z0-9])([A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInTypes();
}
