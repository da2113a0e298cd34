using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Durable.FunctionsHost.Invocations;

/// <summary>How invocations, their replies and the results of activities are read and written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(FunctionInvocation.Message))]
[JsonSerializable(typeof(FunctionReply))]
[JsonSerializable(typeof(ActivityResult))]
internal sealed partial class InvocationJson : JsonSerializerContext
{
    /// <summary>
    /// Writes what the host reads. Texts are escaped inside escaped texts, and the host keeps them in its history: escaping no more than JSON
    /// asks for keeps results from growing many times over.
    /// </summary>
    public static InvocationJson Brief { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
