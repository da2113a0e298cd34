using Microsoft.Extensions.Configuration;

namespace Pipeline.Connectors.Helm.Programs;

/// <summary>With which programs manifests are rendered, and what one rendering may cost.</summary>
public sealed record RenderingOptions
{
    /// <summary>The configuration section that <see cref="From"/> reads: <c>Rendering</c>.</summary>
    public const string Section = "Rendering";

    /// <summary>The program helm (3 or 4), by its name on the PATH or by its path (<c>Rendering:Helm</c>).</summary>
    public string Helm { get; init; } = "helm";

    /// <summary>The program kubectl, whose kustomize renders kustomizations, by its name on the PATH or by its path (<c>Rendering:Kubectl</c>).</summary>
    public string Kubectl { get; init; } = "kubectl";

    /// <summary>How long one run of a program may take: 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many bytes of output are taken: 3 MiB, as many as an artifact may hold.</summary>
    public int MaximumOutputBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>How much memory a program may take: 512 MiB.</summary>
    public long MaximumMemoryBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Reads the options from the section <see cref="Section"/>; what it leaves out keeps its default.</summary>
    /// <param name="configuration">The section, not the root.</param>
    public static RenderingOptions From(IConfiguration configuration)
    {
        var defaults = new RenderingOptions();
        return new()
        {
            Helm = configuration["Helm"] is { Length: > 0 } helm ? helm : defaults.Helm,
            Kubectl = configuration["Kubectl"] is { Length: > 0 } kubectl ? kubectl : defaults.Kubectl,
        };
    }
}
