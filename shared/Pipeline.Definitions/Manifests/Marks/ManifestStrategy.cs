using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Manifests.Marks;

/// <summary>How an object says that it is to be deployed, by annotations <c>strategy.pipeline.io/…</c> or Spinnaker's <c>strategy.spinnaker.io/…</c> (clouddriver's KubernetesManifestStrategy).</summary>
public sealed record ManifestStrategy
{
    private const string Group = "strategy";

    /// <summary>Whether the kind gets versions and the object does not refuse them.</summary>
    public bool IsVersioned { get; init; }

    /// <summary>How many versions stay, the new one counted (<c>max-version-history</c>); null: all.</summary>
    public int? MaxVersionHistory { get; init; }

    /// <summary>Whether the replicas are those of the cluster's newest, or of the object as it is (<c>use-source-capacity</c>).</summary>
    public bool UsesSourceCapacity { get; init; }

    /// <summary>How it is written.</summary>
    public ManifestWriting Writing { get; init; }

    /// <summary>Whether fields of other managers are taken over (<c>server-side-apply: force-conflicts</c>).</summary>
    public bool ForcesConflicts { get; init; }

    /// <summary>The load balancers that the object is to be attached to (<c>traffic.…/load-balancers</c>), for example <c>service web</c>.</summary>
    public IReadOnlyList<string> LoadBalancers { get; init; } = [];

    /// <summary>Reads an object's annotations.</summary>
    /// <param name="manifest">The object.</param>
    /// <param name="fault">What is wrong and what to write; null when nothing is.</param>
    public static ManifestStrategy Read(JsonObject manifest, out string? fault)
    {
        fault = null;
        var versioned = Switch(manifest, "versioned", @default: true, ref fault);
        var history = Count(manifest, "max-version-history", ref fault);
        var recreates = Switch(manifest, "recreate", @default: false, ref fault);
        var replaces = Switch(manifest, "replace", @default: false, ref fault);
        var capacity = Switch(manifest, "use-source-capacity", @default: false, ref fault);
        var apply = MarkNames.AnnotationOf(manifest, Group, "server-side-apply");
        if (apply is not (null or "true" or "false" or "force-conflicts"))
            fault ??= Wrong(manifest, "server-side-apply", apply, "\"true\" or \"force-conflicts\"");
        return new()
        {
            IsVersioned = versioned && IsVersionedKind(manifest) && manifest.GeneratedNameOf() is null,
            MaxVersionHistory = history,
            UsesSourceCapacity = capacity,
            Writing = manifest.GeneratedNameOf() is not null ? ManifestWriting.Create : recreates ? ManifestWriting.Recreate : replaces ? ManifestWriting.Replace : ManifestWriting.Apply,
            ForcesConflicts = apply is "force-conflicts",
            LoadBalancers = ReadLoadBalancers(manifest, ref fault),
        };
    }

    /// <summary>Whether objects of the kind get a version unless they refuse: ConfigMaps, Secrets, ReplicaSets and bare Pods.</summary>
    public static bool IsVersionedKind(JsonObject manifest) => (manifest.GroupOf(), manifest.KindOf()) is ("", "ConfigMap" or "Secret" or "Pod") or ("apps", "ReplicaSet");

    private static IReadOnlyList<string> ReadLoadBalancers(JsonObject manifest, ref string? fault)
    {
        if (MarkNames.AnnotationOf(manifest, "traffic", "load-balancers") is not { } text)
            return [];

        try
        {
            if (JsonNode.Parse(text) is JsonArray list && list.All(each => each is JsonValue value && value.GetValueKind() is JsonValueKind.String))
                return [.. list.Select(each => each!.GetValue<string>())];
        }
        catch (JsonException)
        {
            // Said below.
        }

        fault ??= $"{manifest.TitleOf()}: the annotation {MarkNames.Our("traffic", "load-balancers")} is a list in JSON, for example '[\"service web\"]', and not '{text}'.";
        return [];
    }

    private static bool Switch(JsonObject manifest, string name, bool @default, ref string? fault)
    {
        var text = MarkNames.AnnotationOf(manifest, Group, name);
        if (text is null)
            return @default;
        if (bool.TryParse(text, out var value))
            return value;

        fault ??= Wrong(manifest, name, text, "\"true\" or \"false\"");
        return @default;
    }

    private static int? Count(JsonObject manifest, string name, ref string? fault)
    {
        var text = MarkNames.AnnotationOf(manifest, Group, name);
        if (text is null)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1)
            return count;

        fault ??= Wrong(manifest, name, text, "a whole number from 1 on, for example \"3\"");
        return null;
    }

    private static string Wrong(JsonObject manifest, string name, string text, string right) =>
        $"{manifest.TitleOf()}: the annotation {MarkNames.Our(Group, name)} is '{text}'; write {right}.";
}

/// <summary>How an object is written to the cluster. Where several are asked for, the first of these holds: recreate, replace, apply.</summary>
public enum ManifestWriting
{
    /// <summary>Applied on the server, so that what others own in it stays.</summary>
    Apply,

    /// <summary>Replaced as a whole.</summary>
    Replace,

    /// <summary>Deleted and created anew.</summary>
    Recreate,

    /// <summary>Created, under a name that the server makes.</summary>
    Create,
}
