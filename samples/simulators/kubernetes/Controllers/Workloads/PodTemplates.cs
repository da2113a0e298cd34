using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Simulators.Kubernetes.Objects;

namespace Pipeline.Simulators.Kubernetes.Controllers.Workloads;

/// <summary>Makes pods of templates, and tells templates apart.</summary>
internal static class PodTemplates
{
    /// <summary>A pod of a template, not stored yet.</summary>
    public static JsonObject Pod(JsonNode template, string name)
    {
        var metadata = (template["metadata"] as JsonObject)?.Copy() ?? [];
        metadata["name"] = name;
        return new() { ["metadata"] = metadata, ["spec"] = template["spec"]!.DeepClone(), ["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" } };
    }

    /// <summary>A short text that is another for every template.</summary>
    public static string Hash(JsonNode template)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(template.ToJsonString()))
            hash = (hash ^ octet) * 16777619u;
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>The end of a name that nobody else has.</summary>
    public static string Suffix() => new([.. Enumerable.Range(0, 5).Select(_ => "bcdfghjklmnpqrstvwxz2456789"[Random.Shared.Next(27)])]);
}
