using System.Text.Json.Serialization;
using Pipeline.Functions.Events.Polls;
using Pipeline.Functions.Events.Schedules;

namespace Pipeline.Functions.Events;

/// <summary>How events are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceivedEvent))]
[JsonSerializable(typeof(EventOutcome))]
[JsonSerializable(typeof(EventDelivery))]
[JsonSerializable(typeof(PendingEvent))]
[JsonSerializable(typeof(ScheduleState))]
[JsonSerializable(typeof(PollState))]
internal sealed partial class EventsJson : JsonSerializerContext;
