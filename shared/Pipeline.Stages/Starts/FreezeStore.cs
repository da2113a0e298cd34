using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Pipeline.Definitions.Windows;
using Pipeline.Storage;

namespace Pipeline.Stages.Starts;

/// <summary>The freezes of every application: a partition <c>application:{name}</c> with a row for each, by its name.</summary>
public sealed class FreezeStore(IStorage storage, TimeProvider time)
{
    private readonly ITable table = storage.Table("Freezes");

    /// <summary>The freezes of an application, past ones too, in the order of their names.</summary>
    public async ValueTask<IReadOnlyList<Freeze>> ListAsync(string application, CancellationToken cancellationToken)
    {
        var freezes = new List<Freeze>();
        await foreach (var row in table.RowsAsync(new TableQuery { PartitionKey = Partition(application) }, cancellationToken))
            freezes.Add(Read(row));
        return freezes;
    }

    /// <summary>One freeze; null when the application has none of that name.</summary>
    public async ValueTask<Freeze?> FindAsync(string application, string name, CancellationToken cancellationToken) =>
        await table.GetAsync(Partition(application), name, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Keeps a freeze, in the place of one of the same name.</summary>
    /// <returns>The freeze, and whether its name is new.</returns>
    public async ValueTask<(Freeze Freeze, bool IsNew)> PutAsync(FreezePeriod period, string by, CancellationToken cancellationToken)
    {
        var before = await FindAsync(period.Application, period.Name, cancellationToken);
        var freeze = new Freeze(period, by, time.GetUtcNow());
        var value = JsonSerializer.SerializeToUtf8Bytes(freeze, FreezeJson.Default.Freeze);
        await table.UpsertAsync(new(Partition(period.Application), period.Name, value), cancellationToken);
        return (freeze, before is null);
    }

    /// <summary>Removes a freeze: what it holds starts at its next look, within minutes.</summary>
    public ValueTask DeleteAsync(string application, string name, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(application), name, ETag.All, cancellationToken);

    private static string Partition(string application) => $"application:{application}";

    private static Freeze Read(TableRow row) => JsonSerializer.Deserialize(row.Value.Span, FreezeJson.Default.Freeze)!;
}

/// <summary>A freeze of an application.</summary>
/// <param name="Period">When it holds, and why.</param>
/// <param name="By">Who set it.</param>
/// <param name="At">When it was set.</param>
public sealed record Freeze(FreezePeriod Period, string By, DateTimeOffset At);

/// <summary>How freezes are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Freeze))]
internal sealed partial class FreezeJson : JsonSerializerContext;
