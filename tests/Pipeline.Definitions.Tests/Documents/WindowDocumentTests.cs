using System.Text.Json;
using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Tests.Schema;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class WindowDocumentTests
{
    private const string Windows = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: nightly }
        spec:
          window:
            days: [tue, mon]
            hours: [{ from: 22:00, to: "02:00" }, { from: "06:00", to: "24:00" }]
            zone: Asia/Seoul
            jitter: { min: 10s, max: 5m, skipManual: true }
          stages:
            - { id: at-night, type: feature.fail, with: { message: x } }
            - { id: always, type: feature.fail, window: {}, with: { message: x } }
            - { id: weekend, type: feature.fail, window: { days: [sat, sun], jitter: { max: 1h } }, with: { message: x } }
        """;

    [Fact]
    public void A_document_says_when_its_stages_may_start()
    {
        var definition = Definition(Yaml(Windows));

        Assert.Equal("mon,tue 06:00-24:00,22:00-02:00 Asia/Seoul", definition.Window!.ToString());
        Assert.Equal(new() { Min = TimeSpan.FromSeconds(10), Max = TimeSpan.FromMinutes(5), SkipManual = true }, definition.Window.Jitter);
        Assert.Equal([null, "* * UTC", "sat,sun * UTC"], definition.Stages.Select(stage => stage.Window?.ToString()));
        Assert.Empty(PipelineJsonSchemaTests.FaultsOf(Windows));
    }

    [Fact]
    public void Windows_are_written_as_they_are_read()
    {
        var definition = Definition(Yaml(Windows));

        Assert.Equal(Flat(definition), Flat(Definition(Yaml(PipelineDocument.ToYaml(definition)))));
        Assert.Equal(Flat(definition), Flat(Definition(Json(PipelineDocument.ToJson(definition)))));
        Assert.Equal(Flat(definition), Flat(JsonSerializer.Deserialize(Flat(definition), DefinitionsJson.Default.PipelineDefinition)!));
    }

    [Theory]
    [InlineData("[]", "window", DefinitionFaultCode.WrongType, 10)]
    [InlineData("{ day: [mon] }", "window.day", DefinitionFaultCode.UnknownField, 12)]
    [InlineData("{ days: [mon, Tuesday] }", "window.days[1]", DefinitionFaultCode.InvalidValue, 24)]
    [InlineData("{ days: [1] }", "window.days[0]", DefinitionFaultCode.WrongType, 19)]
    [InlineData("{ days: [mon, tue, wed, thu, fri, sat, sun, mon] }", "window.days", DefinitionFaultCode.TooLarge, 18)]
    [InlineData("{ hours: [22] }", "window.hours[0]", DefinitionFaultCode.WrongType, 20)]
    [InlineData("{ hours: [{ from: '22:00' }] }", "window.hours[0].to", DefinitionFaultCode.Missing, 20)]
    [InlineData("{ hours: [{ from: '22:00', to: '2:00' }] }", "window.hours[0].to", DefinitionFaultCode.InvalidValue, 41)]
    [InlineData("{ hours: [{ from: '22:00', to: '22:00' }] }", "window.hours[0]", DefinitionFaultCode.InvalidValue, 20)]
    [InlineData("{ hours: [{ from: '22:00', to: '02:00', on: mon }] }", "window.hours[0].on", DefinitionFaultCode.UnknownField, 50)]
    [InlineData("{ zone: Europe/Berlim }", "window.zone", DefinitionFaultCode.InvalidValue, 18)]
    [InlineData("{ jitter: {} }", "window.jitter.max", DefinitionFaultCode.Missing, 20)]
    [InlineData("{ jitter: { min: 2m, max: 1m } }", "window.jitter.min", DefinitionFaultCode.InvalidValue, 27)]
    [InlineData("{ jitter: { max: 2d } }", "window.jitter.max", DefinitionFaultCode.InvalidValue, 27)]
    [InlineData("{ jitter: { max: soon } }", "window.jitter.max", DefinitionFaultCode.InvalidDuration, 27)]
    public void What_is_no_window_is_a_fault_at_its_place(string window, string path, string code, int column)
    {
        var fault = Fault(Stages($"{{ id: a, type: feature.fail, with: {{ message: x }},\n window: {window} }}"));

        Assert.Equal(($"spec.stages[0].{path}", code, 6, column), (fault.Path, fault.Code, fault.Line, fault.Column));
    }

    [Theory]
    [InlineData("{ days: [Monday] }", "days[0]")]
    [InlineData("{ hours: [{ from: '24:00', to: '02:00' }] }", "hours[0].from")]
    [InlineData("{ hours: [{ from: '22:00', to: '24:30' }] }", "hours[0].to")]
    [InlineData("{ hours: [{ from: '22:00' }] }", "hours[0].to")]
    [InlineData("{ jitter: { min: 1s } }", "jitter.max")]
    public void An_editor_marks_what_is_wrong(string window, string path) =>
        Assert.Equal($"spec.window.{path}", Assert.Single(PipelineJsonSchemaTests.FaultsOf($$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: nightly }
            spec: { window: {{window}}, stages: [{ id: a, type: feature.fail, with: { message: x } }] }
            """)).Path);

    private static string Flat(PipelineDefinition definition) => JsonSerializer.Serialize(definition, DefinitionsJson.Default.PipelineDefinition);
}
