using System.Text.Json.Serialization;
using Pipeline.Stages.Observability;

namespace Pipeline.Stages.Runs;

/// <summary>How the rows around runs are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventHead))]
[JsonSerializable(typeof(IdempotencyRow))]
[JsonSerializable(typeof(RunNumber))]
[JsonSerializable(typeof(ActiveRun))]
[JsonSerializable(typeof(CensusRow))]
[JsonSerializable(typeof(DeletedRun))]
internal sealed partial class RunRowJson : JsonSerializerContext;

/// <summary>The row that knows a run's last event.</summary>
internal sealed record EventHead(long Last);

/// <summary>The row that an idempotency key leads to.</summary>
internal sealed record IdempotencyRow(string Run, string Digest);

/// <summary>The row that counts a pipeline's runs.</summary>
internal sealed record RunNumber(int Last);

/// <summary>The row of a run that has not ended.</summary>
internal sealed record ActiveRun(DateTimeOffset Since);

/// <summary>The row of the runs by state.</summary>
internal sealed record CensusRow(IReadOnlyList<RunCount> Counts);

/// <summary>The row of a run that was deleted, which idempotency keys may still lead to.</summary>
internal sealed record DeletedRun(string By, DateTimeOffset At);
