using System.Text.Json.Serialization;

namespace Pipeline.Storage.Embedded;

/// <summary>The process that has a data folder open.</summary>
/// <param name="ProcessId">Its id on <paramref name="Machine"/>.</param>
/// <param name="Machine">The host's name; container hosts have their own.</param>
/// <param name="StartedAt">When it opened the folder.</param>
public sealed record DataFolderOwner(int ProcessId, string Machine, DateTimeOffset StartedAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"process {ProcessId} on {Machine} since {StartedAt.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DataFolderOwner))]
internal sealed partial class DataFolderOwnerJson : JsonSerializerContext;
