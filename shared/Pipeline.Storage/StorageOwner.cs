using System.Text.Json.Serialization;

namespace Pipeline.Storage;

/// <summary>The process that owns a data folder or a storage account.</summary>
/// <param name="ProcessId">Its id on <paramref name="Machine"/>.</param>
/// <param name="Machine">The host's name; container hosts have their own.</param>
/// <param name="StartedAt">When it became the owner.</param>
public sealed record StorageOwner(int ProcessId, string Machine, DateTimeOffset StartedAt)
{
    /// <summary>This process, as owner from now on.</summary>
    internal static StorageOwner ThisProcess(TimeProvider time) => new(Environment.ProcessId, Environment.MachineName, time.GetUtcNow());

    /// <inheritdoc/>
    public override string ToString() => $"process {ProcessId} on {Machine} since {StartedAt.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StorageOwner))]
internal sealed partial class StorageOwnerJson : JsonSerializerContext;
