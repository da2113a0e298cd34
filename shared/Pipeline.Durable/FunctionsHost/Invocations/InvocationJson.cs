using System.Text.Json.Serialization;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>How invocations, their replies and the results of activities are read and written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(FunctionInvocation.Message))]
[JsonSerializable(typeof(FunctionReply))]
[JsonSerializable(typeof(ActivityResult))]
internal sealed partial class InvocationJson : JsonSerializerContext;
