using System.Text.Json.Serialization;
using Pipeline.Stages.Catalog;
using Pipeline.Stages.Settings;
using Pipeline.Stages.Settings.SourceRepositories;

namespace Pipeline.Stages.Source;

/// <summary>What every source stage takes.</summary>
public abstract record SourceInput
{
    /// <summary>The name of the setting of the kind <c>source-repositories</c> by which the server is reached.</summary>
    [SettingName(SourceRepository.KindName)]
    [JsonPropertyOrder(0)]
    public required string Source { get; init; }

    /// <summary>The branch whose newest commit is taken; of <c>branch</c>, <c>tag</c> and <c>commit</c> at most one, and none for the default branch.</summary>
    [Choices(nameof(Source), SourceRepositoryConnection.Branches)]
    [JsonPropertyOrder(2)]
    public string? Branch { get; init; }

    /// <summary>The tag whose commit is taken.</summary>
    [Choices(nameof(Source), SourceRepositoryConnection.Tags)]
    [JsonPropertyOrder(3)]
    public string? Tag { get; init; }

    /// <summary>The commit that is taken, by its id or at least the first 4 digits of it.</summary>
    [JsonPropertyOrder(4)]
    public string? Commit { get; init; }
}

/// <summary>What <c>source.github</c> takes.</summary>
public sealed record GitHubSourceInput : SourceInput
{
    /// <summary>The repository with its owner, for example <c>octocat/hello-world</c>.</summary>
    [Choices(nameof(Source), SourceRepositoryConnection.Repositories)]
    [JsonPropertyOrder(1)]
    public required string Repository { get; init; }

    /// <summary>The files to take along as artifacts.</summary>
    [UniqueBy("path")]
    [JsonPropertyOrder(5)]
    public IReadOnlyList<SourceFile> Files { get; set; } = [];
}

/// <summary>What <c>source.gitlab</c> takes.</summary>
public sealed record GitLabSourceInput : SourceInput
{
    /// <summary>The project with its groups, for example <c>team/shop/backend</c>.</summary>
    [Choices(nameof(Source), SourceRepositoryConnection.Repositories)]
    [JsonPropertyOrder(1)]
    public required string Repository { get; init; }

    /// <summary>The files to take along as artifacts.</summary>
    [UniqueBy("path")]
    [JsonPropertyOrder(5)]
    public IReadOnlyList<SourceFile> Files { get; set; } = [];
}

/// <summary>What <c>source.git</c> takes.</summary>
public sealed record GitSourceInput : SourceInput
{
    /// <summary>The repository as it follows the setting's address, for example <c>team/shop.git</c>; left out: that address is the repository's.</summary>
    [JsonPropertyOrder(1)]
    public string? Repository { get; init; }

    /// <summary>The files to take along as artifacts of type <c>embedded/base64</c>, which hold the content.</summary>
    [UniqueBy("path")]
    [JsonPropertyOrder(5)]
    public IReadOnlyList<EmbeddedSourceFile> Files { get; set; } = [];
}

/// <summary>A file that is taken along.</summary>
public sealed record SourceFile
{
    /// <summary>Its path from the repository's root, for example <c>deploy/app.yaml</c>.</summary>
    public required string Path { get; init; }

    /// <summary>How many bytes long it may be; a longer one fails the stage.</summary>
    public int MaximumBytes { get; set; } = SourceRequest.StandardFileBytes;

    /// <summary>
    /// Whether the artifact is of type <c>embedded/base64</c> and holds the content itself; if not, it is of type <c>github/file</c> or
    /// <c>gitlab/file</c> and says where the file is, at the commit.
    /// </summary>
    public bool Embed { get; set; }
}

/// <summary>A file that is taken along with its content.</summary>
public sealed record EmbeddedSourceFile
{
    /// <summary>Its path from the repository's root, for example <c>deploy/app.yaml</c>.</summary>
    public required string Path { get; init; }

    /// <summary>How many bytes long it may be; a longer one fails the stage.</summary>
    public int MaximumBytes { get; set; } = SourceRequest.StandardFileBytes;
}
