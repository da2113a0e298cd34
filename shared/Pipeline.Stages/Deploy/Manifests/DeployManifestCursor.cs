using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pipeline.Definitions.Manifests.Traffic;
using Pipeline.Stages.Deploy.Waiting;

namespace Pipeline.Stages.Deploy.Manifests;

/// <summary>
/// What a deploy has decided and done. It holds decisions, not manifests, which may have secrets in them: they are read and prepared anew in every
/// step, and come out the same by these decisions.
/// </summary>
internal sealed record DeployManifestCursor
{
    /// <summary>What the next step does.</summary>
    public required DeployPhase Phase { get; init; }

    /// <summary>The digest of the manifests as they were read first.</summary>
    public required string Digest { get; init; }

    /// <summary>The commit of the repository file; null when there is none.</summary>
    public string? Commit { get; init; }

    /// <summary>The tags that placeholders were filled in with, by the image and its tag as written.</summary>
    public IReadOnlyDictionary<string, string> Tags { get => field ?? new Dictionary<string, string>(); init; } = new Dictionary<string, string>();

    /// <summary>The versions, by the object's place in the order of applying.</summary>
    public IReadOnlyDictionary<int, int> Versions { get => field ?? new Dictionary<int, int>(); init; } = new Dictionary<int, int>();

    /// <summary>The replicas that were taken over from what runs, by the object's place.</summary>
    public IReadOnlyDictionary<int, int> Capacities { get => field ?? new Dictionary<int, int>(); init; } = new Dictionary<int, int>();

    /// <summary>The selectors of the Services that send traffic, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Selectors { get => field ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(); init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>How many objects, in the order of applying, the current phase is done with.</summary>
    public int Done { get; init; }

    /// <summary>The objects that were written, in the order of writing.</summary>
    public IReadOnlyList<WrittenObject> Written { get => field ?? []; init; } = [];

    /// <summary>What the wait keeps between its steps.</summary>
    public StableWaitCursor? Waiting { get; init; }

    /// <summary>What becomes of the versions before, decided once.</summary>
    public IReadOnlyList<ClusterAction> Actions { get => field ?? []; init; } = [];

    /// <summary>The step of a rolling strategy that is under way, from 0.</summary>
    public int Rolling { get; init; }

    /// <summary>The run of the strategy's pipeline.</summary>
    public string? StrategyRun { get; init; }

    /// <summary>Why the deploy is undone.</summary>
    public StageError? Failure { get; init; }

    /// <summary>How often in a row the cluster gave no answer.</summary>
    public int Failures { get; init; }

    /// <summary>The cursor as a step gives it.</summary>
    [JsonIgnore]
    public JsonNode Node => JsonSerializer.SerializeToNode(this, DeployManifestJson.Default.DeployManifestCursor)!;

    /// <summary>The cursor as a step gets it; null in the first.</summary>
    public static DeployManifestCursor? Of(JsonNode? node) => node?.Deserialize(DeployManifestJson.Default.DeployManifestCursor);
}

/// <summary>An object that was written.</summary>
/// <param name="Index">Its place in the order of applying.</param>
/// <param name="Name">Its name in the cluster.</param>
/// <param name="Uid">Its id there.</param>
/// <param name="IsNew">Whether it was not there before.</param>
internal sealed record WrittenObject(int Index, string Name, string? Uid, bool IsNew);

/// <summary>What a step of a deploy does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeployPhase>))]
internal enum DeployPhase
{
    /// <summary>Goes through every object on the server without a change.</summary>
    Validate,

    /// <summary>Writes the objects.</summary>
    Apply,

    /// <summary>Waits until they are stable.</summary>
    Wait,

    /// <summary>Hands the traffic over by steps.</summary>
    Roll,

    /// <summary>Runs the strategy's pipeline.</summary>
    Strategy,

    /// <summary>Sees that the Services send traffic to the new version, and decides what becomes of those before it.</summary>
    Decide,

    /// <summary>Takes the versions before out of the Services, and deletes some.</summary>
    Replace,

    /// <summary>Deletes the versions that are too many.</summary>
    CleanUp,

    /// <summary>Restores what was there before.</summary>
    RollBack,
}
