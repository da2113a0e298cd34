using System.Text.RegularExpressions;
using Pipeline.Connectors.Git;

namespace Pipeline.Stages.Build.BakeManifest;

/// <summary>Refuses inputs that cannot work, before anything is fetched.</summary>
internal static partial class BakeInputs
{
    private const int MostOverrides = 20;

    /// <summary>Checks the whole input.</summary>
    /// <exception cref="StageFailedException">Code <c>invalid-input</c>; the details name the field.</exception>
    public static void Check(BakeManifestInput input)
    {
        if (input.Engine is BakeEngine.Helm)
            CheckHelm(input);
        else
            CheckKustomize(input);
        if (input.File is { } file)
            CheckFile("file", file, input.Engine is BakeEngine.Kustomize);
        if (string.IsNullOrWhiteSpace(OutputName(input)))
            throw Invalid("outputName", "say what the artifact is called.");
    }

    /// <summary>What the artifact that is put out is called.</summary>
    public static string? OutputName(BakeManifestInput input) => string.IsNullOrWhiteSpace(input.OutputName) ? input.Name : input.OutputName;

    /// <summary>An input that cannot work.</summary>
    public static StageFailedException Invalid(string field, string what) => new(new StageError("invalid-input", $"{field}: {what}", new() { ["field"] = field }));

    private static void CheckHelm(BakeManifestInput input)
    {
        if (input.Name is null || input.Name.Length > 53 || !ReleaseName().IsMatch(input.Name))
            throw Invalid("name", $"'{Shown(input.Name)}' is no name of a release: at most 53 lower-case letters, digits and hyphens, with a letter or digit at both ends.");
        if (input.Namespace is { } name && (name.Length > 63 || !Label().IsMatch(name)))
            throw Invalid("namespace", $"'{Shown(name)}' is no namespace: at most 63 lower-case letters, digits and hyphens.");
        if (input.ChartRepository is not null && (input.Chart is null || !ChartName().IsMatch(input.Chart)))
            throw Invalid("chart", $"'{Shown(input.Chart)}' is no name of a chart: say which one of the repository is meant, for example nginx.");
        if (input.KubeVersion is { } version && !KubeVersionForm().IsMatch(version))
            throw Invalid("kubeVersion", $"'{Shown(version)}' is no version of Kubernetes: write 1.32 or v1.32.4.");
        if (input.ApiVersions.FirstOrDefault(static version => !ApiVersionForm().IsMatch(version)) is { } api)
            throw Invalid("apiVersions", $"'{Shown(api)}' is no API version: write group/version or group/version/Kind, for example monitoring.coreos.com/v1.");
        if (input.KustomizationPath is not null)
            throw Invalid("kustomizationPath", "a chart has none: leave it out, or set engine to kustomize.");
        if (input.Overrides.Count > MostOverrides)
            throw Invalid("overrides", $"{input.Overrides.Count} values files are given, of which at most {MostOverrides} are taken.");
        foreach (var (index, each) in input.Overrides.Index())
        {
            if (each.File is { } file)
                CheckFile($"overrides[{index}].file", file, isFolder: false);
            else if (each.Artifact is null)
                throw Invalid($"overrides[{index}]", "give file or artifact.");
        }
    }

    private static void CheckKustomize(BakeManifestInput input)
    {
        foreach (var (field, isGiven) in new[]
        {
            ("chartRepository", input.ChartRepository is not null), ("chart", input.Chart is not null), ("version", input.Version is not null), ("overrides", input.Overrides.Count > 0),
            ("values", input.Values.Count > 0), ("namespace", input.Namespace is not null), ("includeCrds", input.IncludeCrds), ("kubeVersion", input.KubeVersion is not null),
            ("apiVersions", input.ApiVersions.Count > 0), ("dependencyRepositories", input.DependencyRepositories.Count > 0),
        })
        {
            if (isGiven)
                throw Invalid(field, $"it is Helm's, and kustomize knows nothing of it: leave it out. {(field == "namespace" ? "Write 'namespace' into the kustomization, or into deploy.manifest." : "Write into the kustomization what is to differ.")}");
        }
    }

    private static void CheckFile(string field, BakeFile file, bool isFolder)
    {
        if (!(isFolder && file.Path.Trim('/') is "" or ".") && FilePaths.FaultOf(file.Path.Trim('/')) is { } fault)
            throw Invalid($"{field}.path", fault);
        if (file.Repository.Length > 500)
            throw Invalid($"{field}.repository", "it is too long.");
    }

    private static string Shown(string? text) => text is { Length: > 100 } ? text[..100] + "…" : text ?? "";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\z")]
    private static partial Regex ReleaseName();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*\z")]
    private static partial Regex ChartName();

    [GeneratedRegex(@"\Av?\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:[-+][0-9A-Za-z.+-]{1,50})?\z")]
    private static partial Regex KubeVersionForm();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9./-]{0,200}\z")]
    private static partial Regex ApiVersionForm();
}
