using System.Text.Json.Nodes;

namespace Pipeline.Definitions.Import.Spinnaker.Stages;

/// <summary>The stage that renders manifests (reference C4, bakeManifest). Artifact accounts become the names of settings.</summary>
internal static class BakeManifestImport
{
    private const string Type = "build.bake-manifest";

    public static IReadOnlyList<ImportedStep> Convert(StageSource stage)
    {
        var with = new JsonObject();
        var renderer = stage.Text("templateRenderer")?.ToUpperInvariant() ?? "HELM3";
        var isKustomize = renderer.StartsWith("KUSTOMIZE", StringComparison.Ordinal);
        if (isKustomize)
            with["engine"] = "kustomize";
        else if (!renderer.StartsWith("HELM", StringComparison.Ordinal) || renderer == "HELMFILE")
            stage.Report.Miss(stage.Fields.PathOf("templateRenderer"), $"the renderer '{Documents.DocumentFaults.Shorten(renderer)}'", "manifests are rendered with Helm or Kustomize", "Package what it makes as a chart or as a kustomization.");

        Inputs(stage, with, isKustomize);
        Names(stage, with, isKustomize);
        stage.CopyText(with, "namespace");
        stage.CopyValue(with, "overrides", "values");
        stage.CopySwitch(with, "rawOverrides", "replaceBasicTypes");
        stage.CopySwitch(with, "includeCRDs", "includeCrds");
        stage.CopyText(with, "kubeVersion");
        ApiVersions(stage, with);
        stage.Fields.Ignore("evaluateOverrideExpressions", "cloudProvider", "user"); // expressions of values are always evaluated
        stage.Fields.Miss("helmChartFilePath", "the chart's folder in a repository", "a chart comes packaged", "Package the chart (helm package) into a chart repository, or commit the package and name it in 'file'.");
        stage.Fields.Miss("helmfileFilePath", "the helmfile", "manifests are rendered with Helm or Kustomize", "Bake its releases in a stage each.");
        return [new(Type, with)];
    }

    /// <summary>The first artifact is the template, the others are values files. Kustomize has one, in a field of its own in old releases.</summary>
    private static void Inputs(StageSource stage, JsonObject with, bool isKustomize)
    {
        var inputs = stage.Fields.Maps("inputArtifacts");
        if (inputs.Count == 0 && stage.Fields.Map("inputArtifact") is { } single)
            inputs = [single];
        else
            stage.Fields.Ignore("inputArtifact");

        var path = stage.Text("kustomizeFilePath");
        foreach (var (name, value) in inputs.Count > 0 ? Template(stage, inputs[0], isKustomize ? path ?? "" : null) : [])
            with[name] = value?.DeepClone();
        if (isKustomize && path is not null && with.ContainsKey("artifact"))
            with["kustomizationPath"] = path;

        var overrides = new JsonArray([.. inputs.Skip(1).Select(input => (JsonNode)Template(stage, input, path: null))]);
        if (overrides.Count > 0)
            with["overrides"] = overrides;
    }

    /// <summary>Where an artifact is read from, as inputs of the stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="input">The entry of its list.</param>
    /// <param name="path">The path in a repository that is taken as a whole; null: no repository is.</param>
    private static JsonObject Template(StageSource stage, SpinnakerObject input, string? path)
    {
        var account = input.TextIfAny("account");
        if (input.TextIfAny("id") is { } id)
        {
            input.Ignore("artifact");
            return new() { ["artifact"] = id };
        }

        if (input.Map("artifact") is not { } artifact)
            return [];
        artifact.Ignore("id", "uuid", "customKind", "kind", "metadata", "location");
        var setting = artifact.TextIfAny("artifactAccount") ?? account;
        var (type, name, version, reference) = (artifact.TextIfAny("type"), Text(stage, artifact, "name"), Text(stage, artifact, "version"), Text(stage, artifact, "reference"));
        return type switch
        {
            "helm/chart" when name is not null => Fields(("chartRepository", setting), ("chart", name), ("version", version)),
            "github/file" or "gitlab/file" when FileOf(reference) is var (repository, file) => new()
            {
                ["file"] = Fields(("source", setting), ("repository", repository), ("path", name ?? file), ("branch", version)),
            },
            "git/repo" when path is not null && reference is not null => new()
            {
                ["file"] = Fields(("source", setting), ("repository", RepositoryOf(reference)), ("path", path.Length > 0 ? path : "."), ("branch", version)),
            },
            _ => Missing(artifact, type),
        };
    }

    private static JsonObject Missing(SpinnakerObject artifact, string? type)
    {
        artifact.Report.Miss(artifact.Path, $"the artifact of the type '{Documents.DocumentFaults.Shorten(type ?? "")}'", "the stage names artifacts by their ids, charts of a repository and files of source repositories", "Declare it under the pipeline's 'artifacts' with a default and name its id in 'artifact', or write file: { source, repository, path, branch }.");
        return [];
    }

    private static void Names(StageSource stage, JsonObject with, bool isKustomize)
    {
        if (stage.Text("outputName") is { } name)
            with[isKustomize ? "outputName" : "name"] = name;

        // Orca calls the artifact as the stage's expected artifact is to be called, and the release as the stage says.
        var produced = (stage.Fields.Take("expectedArtifacts") as JsonArray)?.FirstOrDefault() as JsonObject;
        if (produced?["matchArtifact"] is JsonObject match && match["name"] is JsonValue value && SpinnakerObject.ScalarText(value) is { Length: > 0 } artifact && artifact != (string?)with["name"])
            with["outputName"] = artifact;
    }

    private static void ApiVersions(StageSource stage, JsonObject with)
    {
        if (stage.Value("apiVersions") is not { } versions)
            return;
        var list = versions is JsonArray ? versions : new JsonArray([.. (SpinnakerObject.ScalarText(versions) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => (JsonNode)text)]);
        if (list is JsonArray { Count: > 0 })
            with["apiVersions"] = list;
    }

    private static string? Text(StageSource stage, SpinnakerObject fields, string name) =>
        fields.TextIfAny(name) is { } text ? stage.Expressions.Convert(text, fields.PathOf(name)) : null;

    private static JsonObject Fields(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var written = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                written[name] = value;
        }

        return written;
    }

    /// <summary>Repository and path in an address of GitHub's or GitLab's API; null when it is none.</summary>
    private static (string Repository, string Path)? FileOf(string? reference)
    {
        if (!Uri.TryCreate(reference, UriKind.Absolute, out var url))
            return null;
        var segments = url.AbsolutePath.Trim('/').Split('/');
        var (repos, projects) = (Array.IndexOf(segments, "repos"), Array.IndexOf(segments, "projects"));
        if (repos >= 0 && segments.Length > repos + 4 && segments[repos + 3] == "contents")
            return ($"{segments[repos + 1]}/{segments[repos + 2]}", Uri.UnescapeDataString(string.Join('/', segments[(repos + 4)..])));
        return projects >= 0 && segments.Length > projects + 4 && segments[projects + 2] == "repository" && segments[projects + 3] == "files"
            ? (Uri.UnescapeDataString(segments[projects + 1]), Uri.UnescapeDataString(segments[projects + 4]))
            : null;
    }

    /// <summary>The repository in an address that git clones.</summary>
    private static string RepositoryOf(string reference)
    {
        var path = Uri.TryCreate(reference, UriKind.Absolute, out var url) ? url.AbsolutePath : reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..];
        path = path.Trim('/');
        return path.EndsWith(".git", StringComparison.Ordinal) ? path[..^".git".Length] : path;
    }
}
