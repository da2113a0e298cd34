using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pipeline.Definitions.Triggers;

/// <summary>What starts runs of a pipeline by itself, as its author wrote it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(GitTrigger), GitTrigger.TypeName)]
[JsonDerivedType(typeof(ImageTrigger), ImageTrigger.TypeName)]
[JsonDerivedType(typeof(PipelineTrigger), PipelineTrigger.TypeName)]
[JsonDerivedType(typeof(ScheduleTrigger), ScheduleTrigger.TypeName)]
[JsonDerivedType(typeof(WebhookTrigger), WebhookTrigger.TypeName)]
public abstract record TriggerDefinition
{
    /// <summary>The trigger's id, unique in the pipeline.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is switched off: events are kept with that as the reason.</summary>
    public bool Disabled { get; init; }

    /// <summary>
    /// The run's parameters by name. A text may hold <c>${…}</c>, which sees <c>trigger</c> (the event) and nothing of a run; a parameter that
    /// is not given keeps its default.
    /// </summary>
    public JsonObject Parameters { get; init; } = [];

    /// <summary>The type's word in documents.</summary>
    [JsonIgnore]
    public abstract string Type { get; }

    /// <summary>Which events concern it: <c>type/source</c>, for example <c>git/github</c>. Triggers of other keys are not even asked.</summary>
    [JsonIgnore]
    public abstract string Key { get; }
}
