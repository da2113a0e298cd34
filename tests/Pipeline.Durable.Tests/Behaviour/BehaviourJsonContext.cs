using System.Text.Json.Serialization;

namespace Pipeline.Durable.Tests.Behaviour;

[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class BehaviourJsonContext : JsonSerializerContext;
