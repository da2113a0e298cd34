using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Durable.Serialization;

namespace Pipeline.Durable.Tests.Serialization;

public sealed class JsonDataConverterTests
{
    private readonly JsonDataConverter _converter = new(ShapeJsonContext.Default);

    [Fact]
    public void The_application_s_types_go_by_its_context_s_options()
    {
        Assert.Equal("""{"kind":"circle","radius":2}""", _converter.Serialize(new Circle(2), typeof(Shape)));
        Assert.Equal(new Circle(2), _converter.Deserialize<Shape>("""{"kind":"circle","radius":2}"""));
    }

    [Fact]
    public void Plain_values_need_no_context()
    {
        Assert.Equal("\"text\"", _converter.Serialize("text"));
        Assert.Equal("5", _converter.Serialize(5, typeof(object)));
        Assert.Equal(new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), _converter.Deserialize<DateTime>("\"2026-03-01T00:00:00Z\""));
        Assert.Equal(7, _converter.Deserialize<JsonElement>("{\"n\":7}").GetProperty("n").GetInt32());
    }

    [Fact]
    public void Nothing_is_nothing()
    {
        Assert.Null(_converter.Serialize(null));
        Assert.Null(_converter.Serialize(null, typeof(Shape)));
        Assert.Null(_converter.Deserialize<string>(null));
        Assert.Equal(0, _converter.Deserialize<int>(null));
    }

    [Fact]
    public void A_type_without_metadata_is_refused_with_what_to_add()
    {
        var error = Assert.Throws<DataConversionException>(() => _converter.Serialize(new Unknown()));
        Assert.Contains("[JsonSerializable(typeof(Unknown))]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("\"text\"")]
    [InlineData("{\"kind\":\"square\"}")]
    public void Text_that_is_no_such_value_is_refused_with_its_type(string data)
    {
        var error = Assert.Throws<DataConversionException>(() => _converter.Deserialize<Shape>(data));
        Assert.Contains("Shape", error.Message, StringComparison.Ordinal);
    }

    private sealed class Unknown;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
internal abstract record Shape;

internal sealed record Circle(int Radius) : Shape;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Shape))]
internal sealed partial class ShapeJsonContext : JsonSerializerContext;
