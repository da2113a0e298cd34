namespace Pipeline.Definitions.Artifacts;

/// <summary>The common artifact types, by Spinnaker's names. Letter case counts.</summary>
public static class ArtifactTypes
{
    /// <summary>A container image; the name is its repository with the registry, the version its tag or digest (<see cref="DockerImage"/>).</summary>
    public const string DockerImage = "docker/image";

    /// <summary>A file in a GitHub repository; the version is a branch, tag or commit.</summary>
    public const string GitHubFile = "github/file";

    /// <summary>A file in a GitLab repository; the version is a branch, tag or commit.</summary>
    public const string GitLabFile = "gitlab/file";

    /// <summary>A file in a Bitbucket repository; the version is a branch, tag or commit.</summary>
    public const string BitbucketFile = "bitbucket/file";

    /// <summary>A git repository, checked out as a whole; the version is a branch, tag or commit.</summary>
    public const string GitRepository = "git/repo";

    /// <summary>A commit; the name is its repository, the version its id.</summary>
    public const string GitCommit = "git/commit";

    /// <summary>A file at an address.</summary>
    public const string HttpFile = "http/file";

    /// <summary>An object in Google Cloud Storage.</summary>
    public const string GoogleStorageObject = "gcs/object";

    /// <summary>An object in Amazon S3.</summary>
    public const string S3Object = "s3/object";

    /// <summary>A Helm chart; the location is its repository.</summary>
    public const string HelmChart = "helm/chart";

    /// <summary>The index of a Helm chart repository.</summary>
    public const string HelmIndex = "helm/index";

    /// <summary>A content that the artifact carries itself: the reference is it in Base64 (<see cref="EmbeddedContent"/>).</summary>
    public const string EmbeddedBase64 = "embedded/base64";

    /// <summary>A content as of <see cref="EmbeddedBase64"/> that was moved to storage; the reference says where.</summary>
    public const string RemoteBase64 = "remote/base64";

    /// <summary>A file in a Maven repository.</summary>
    public const string MavenFile = "maven/file";

    /// <summary>A file that a Jenkins build kept.</summary>
    public const string JenkinsFile = "jenkins/file";

    /// <summary>Anything else.</summary>
    public const string CustomObject = "custom/object";

    private const string KubernetesPrefix = "kubernetes/";

    /// <summary>The type of a Kubernetes object; the location is its namespace.</summary>
    /// <param name="kind">Its kind as in a manifest, for example <c>ConfigMap</c>.</param>
    /// <returns>For example <c>kubernetes/configMap</c>.</returns>
    public static string Kubernetes(string kind) => $"{KubernetesPrefix}{char.ToLowerInvariant(kind[0])}{kind[1..]}";

    /// <summary>Whether a type is that of a Kubernetes object, of whatever kind.</summary>
    public static bool IsKubernetes(string type) => type.StartsWith(KubernetesPrefix, StringComparison.Ordinal);

    /// <summary>Whether an artifact of the type is a content, carried or stored.</summary>
    internal static bool IsContent(string type) => type is EmbeddedBase64 or RemoteBase64;
}
