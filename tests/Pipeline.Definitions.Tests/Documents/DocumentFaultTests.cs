using System.Text;
using Pipeline.Definitions.Documents;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class DocumentFaultTests
{
    [Fact]
    public void All_faults_are_reported_at_once_in_the_order_of_the_document()
    {
        var result = Yaml("""
            apiVersion: pipeline/v2
            kind: Pipeline
            metadata: { name: My Checkout, owner: me }
            spec:
              stages:
                - id: smoke
                  type: feature.webhok
                - id: smoke
                  type: feature.webhook
                  dependOn: [smoke]
                  timeout: 5 minutes
                  onFailure: fail-branches
                  with: { method: post, url: "https://example.com" }
                - id: later
                  type: feature.wait
                  dependsOn: [smok]
            """);

        Assert.Equal(
            [
                "1:13: apiVersion: 'pipeline/v2' is not known here; write 'pipeline/v1'.",
                "3:19: metadata.name: 'My Checkout' cannot be part of an address: use lower-case letters, digits and hyphens, at most 63, with a letter or digit at both ends. Did you mean 'my-checkout'?",
                "3:32: metadata.owner: There is no field 'owner' here. Known fields: name, application.",
                "7:13: spec.stages[0].type: There is no stage type 'feature.webhok'. Did you mean 'feature.webhook'?",
                "8:11: spec.stages[1].id: Two stages have the id 'smoke': spec.stages[0] on line 6 and this one. Give one of them another id.",
                "10:7: spec.stages[1].dependOn: There is no field 'dependOn' here. Did you mean 'dependsOn'?",
                "11:16: spec.stages[1].timeout: '5 minutes' is not a duration; write for example 30s, 5m, 2h, 3d or 1h30m.",
                "12:18: spec.stages[1].onFailure: 'fail-branches' is not one of: fail-pipeline, fail-branch, fail-branch-then-pipeline, ignore. Did you mean 'fail-branch'?",
                "13:23: spec.stages[1].with.method: 'post' is not one of: GET, HEAD, POST, PUT, PATCH, DELETE. Did you mean 'POST'?",
                "14:7: spec.stages[2].with.duration: The field 'duration' is missing.",
                "16:19: spec.stages[2].dependsOn[0]: There is no stage 'smok'. Did you mean 'smoke'?",
            ],
            result.Faults.Select(fault => fault.ToString()));
        Assert.Null(result.Definition);
    }

    [Theory]
    [InlineData("[1, 2]", "wrong-type", "This must be a map with the fields apiVersion, kind, metadata and spec, but is a list.")]
    [InlineData("", "syntax", "The document is empty.")]
    [InlineData("a: 1\n---\nb: 2\n", "syntax", "A second document starts here")]
    [InlineData("a: 1\na: 2\n", "duplicate-field", "stands on line 1, column 1 already")]
    [InlineData("a: *b\n", "syntax", "The alias '*b'")]
    [InlineData("a: &b [*b]\n", "syntax", "The alias '*b'")]
    [InlineData("a: !custom 1\n", "syntax", "The tag '!custom'")]
    [InlineData("<<: { a: 1 }\n", "syntax", "Merge keys")]
    [InlineData("? [a]\n: 1\n", "syntax", "A field's name must be a plain text")]
    [InlineData("a:\n\t- 1\n", "syntax", "YAML indents with spaces only")]
    [InlineData("a: \"\\ud800\"\n", "syntax", "surrogate")]
    [InlineData("a: [1, 2\n", "syntax", "This is not YAML")]
    [InlineData("a: \"\\q\"\n", "syntax", "This is not YAML")]
    public void Yaml_that_is_not_a_document_is_refused(string text, string code, string message)
    {
        var fault = Yaml(text).Faults.First(fault => fault.Code == code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"é\": 2, \"a\": 3\n}", 3, 11, "duplicate-field", "stands on line 2, column 3 already")]
    [InlineData("{\n  // no\n}", 2, 3, "syntax", "This is not JSON")]
    [InlineData("{ \"a\": 1, }", 1, 11, "syntax", "trailing comma")]
    [InlineData("{} {}", 1, 4, "syntax", "This is not JSON")]
    [InlineData("", 1, 1, "syntax", "This is not JSON")]
    [InlineData("{ \"a\": \"\\ud800\" }", 1, 8, "syntax", "surrogate")]
    [InlineData("{ \"é\": truu }", 1, 11, "syntax", "This is not JSON")]
    public void Json_that_is_not_a_document_is_refused_with_its_place(string text, int line, int column, string code, string message)
    {
        var fault = Json(text).Faults.First(fault => fault.Code == code);
        Assert.Equal((line, column), (fault.Line, fault.Column));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_that_was_read_but_could_not_be_written_is_refused()
    {
        foreach (var format in Enum.GetValues<DocumentFormat>())
        {
            var fault = Fault(PipelineDocument.Parse("{ \"a\":\n  \"𝄞\ud834\" }", format, SampleStageTypes.All));
            Assert.Equal(("syntax", 2, 6), (fault.Code, fault.Line, fault.Column));
        }
    }

    [Fact]
    public void An_environment_that_is_deployed_to_has_a_name_like_everything_that_is_addressed()
    {
        var fault = Fault(Yaml("""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: a }
            spec: { deploys: Prod East, stages: [ { id: a, type: feature.wait, with: { duration: 1s } } ] }
            """));

        Assert.Equal(("spec.deploys", "invalid-name", "prod-east"), (fault.Path, fault.Code, fault.Suggestion));
    }

    [Fact]
    public void Cycles_are_shown_with_their_path_and_a_stage_may_not_wait_for_itself()
    {
        var result = Stages("""
            { id: a, type: feature.fail, with: { message: x }, dependsOn: [c] },
            { id: b, type: feature.fail, with: { message: x }, dependsOn: [a] },
            { id: c, type: feature.fail, with: { message: x }, dependsOn: [b] },
            { id: d, type: feature.fail, with: { message: x }, dependsOn: [d] },
            """);

        Assert.Equal(2, result.Faults.Count);
        Assert.Equal((5, 66, "cycle"), (result.Faults[0].Line, result.Faults[0].Column, result.Faults[0].Code));
        Assert.Equal("These stages wait for each other: a → b → c → a. Take one of the dependencies out.", result.Faults[0].Message);
        Assert.Equal("Stage 'd' depends on itself. Take this out.", result.Faults[1].Message);
    }

    [Theory]
    [InlineData("{ id: a, type: feature.wait, with: { duration: 5 } }", "wrong-type", "This must be a duration such as 30s, 5m or 2h, but is a number. Write it with its unit: 5s, 5m or 5h.")]
    [InlineData("{ id: a, type: feature.wait, with: { duration: 5x } }", "invalid-duration", "'5x' is not a duration")]
    [InlineData("{ id: a, type: feature.wait, with: { durations: 5s, duration: 5s } }", "unknown-field", "Did you mean 'duration'?")]
    [InlineData("{ id: a, type: feature.wait, with: [] }", "wrong-type", "This must be a map, but is a list.")]
    [InlineData("{ id: a, type: feature.wait, timeout: 30, with: { duration: 5s } }", "invalid-duration", "'30' has no unit; write for example 30s or 30m.")]
    [InlineData("{ id: a, type: feature.wait, timeout: 0, with: { duration: 5s } }", "invalid-value", "A timeout is longer than nothing")]
    [InlineData("{ id: a, type: feature.wait, timeout: '${x}', with: { duration: 5s } }", "invalid-duration", "Expressions are evaluated inside 'with' and 'enabledIf' only")]
    [InlineData("{ id: a b, type: feature.wait, with: { duration: 5s } }", "invalid-name", "'a b' is no stage id")]
    [InlineData("{ id: 7, type: feature.wait, with: { duration: 5s } }", "wrong-type", "Write it in quotation marks: \"7\".")]
    [InlineData("{ type: feature.wait, with: { duration: 5s } }", "missing", "The field 'id' is missing.")]
    [InlineData("{ id: a, with: { duration: 5s } }", "missing", "The field 'type' is missing.")]
    [InlineData("{ id: a, type: feature.wait, with: { duration: 5s }, triggers: [] }", "unknown-field", "There is no field 'triggers' here.")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: /x } }", "invalid-value", "is no complete address")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: 'http://x', failFastStatusCodes: [700] } }", "invalid-value", "This must be at most 599.")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: 'http://x', failFastStatusCodes: [404, 404] } }", "duplicate", "stands in the list already")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: 'http://x', headers: { a: 1 } } }", "wrong-type", "Write it in quotation marks: \"1\".")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: 'http://x', waitForCompletion: 'yes' } }", "wrong-type", "This must be true or false, but is a text.")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: 'http://x', statusUrlJsonPath: 'a.b' } }", "invalid-value", "does not match the pattern")]
    [InlineData("{ id: a, type: feature.judgement, with: { instructions: '' } }", "invalid-value", "This must not be empty.")]
    [InlineData("{ id: a, type: feature.precondition, with: { conditions: [] } }", "invalid-value", "This needs at least 1 entry.")]
    [InlineData("{ id: a, type: feature.precondition, with: { conditions: [ { stage: b } ] } }", "missing", "The field 'status' is missing.")]
    [InlineData("{ id: a, type: feature.precondition, with: { conditions: [ 3 ] } }", "wrong-type", "This must be a map, but is a number.")]
    [InlineData("{ id: a, type: feature.wait, retry: { attempts: 2 }, with: { duration: 5s } }", "unknown-field", "There is no field 'retry' here.")]
    [InlineData("{ id: a, type: feature.wait, dependsOn: b, with: { duration: 5s } }", "wrong-type", "This must be a list, but is a text.")]
    [InlineData("5", "wrong-type", "This must be a map with the fields id and type, but is a number.")]
    [InlineData("", "missing", "A pipeline has at least one stage.")]
    public void A_wrong_stage_has_one_fault_that_says_what_to_do(string stage, string code, string message)
    {
        var fault = Fault(Stages(stage));
        Assert.Equal(code, fault.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ id: a, type: feature.wait, with: { duration: '${parameters.pause}' } }")]
    [InlineData("{ id: a, type: feature.wait, with: { duration: 0 } }")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: '${parameters.m}', url: '${parameters.u}', headers: '${parameters.h}', failFastStatusCodes: ['${1}'] } }")]
    [InlineData("{ id: a, type: feature.webhook, with: { method: GET, url: 'http://x', payload: { on: yes, n: [1, null] }, headers: { a: on } } }")]
    public void An_expression_stands_for_any_type(string stage) => Assert.Empty(Stages(stage).Faults);

    [Theory]
    [InlineData("{ name: a b }", "invalid-name", "'a b' is no parameter name")]
    [InlineData("{ name: a, type: text }", "invalid-value", "'text' is not one of: string, number")]
    [InlineData("{ name: a, default: 5 }", "wrong-type", "This must be a text. Write it in quotation marks: \"5\".")]
    [InlineData("{ name: a, options: [x, y], default: z }", "invalid-value", "'z' is not one of the options: x, y.")]
    [InlineData("{ name: a, options: [x, 5] }", "wrong-type", "Write it in quotation marks: \"5\".")]
    [InlineData("{ name: a, pattern: '(' }", "invalid-pattern", "This is no regular expression: at character 2")]
    [InlineData("{ name: a, pattern: 'a)|(b' }", "invalid-pattern", "This is no regular expression: at character 3")]
    [InlineData("{ name: a, pattern: '(?=a)' }", "invalid-pattern", "Look-around")]
    [InlineData("{ name: a, pattern: '[0-9]+', default: x1 }", "invalid-value", "does not match the pattern")]
    [InlineData("{ name: a, type: number, pattern: x }", "invalid-pattern", "Only parameters of type string")]
    [InlineData("{ name: a, type: integer, default: 1.5 }", "wrong-type", "This must be a whole number.")]
    [InlineData("{ name: a, secret: true, default: hunter2 }", "invalid-value", "A secret parameter has no default")]
    [InlineData("{ name: b }, { name: b }", "duplicate", "A parameter 'b' stands on line 5 already.")]
    public void A_wrong_parameter_has_one_fault_that_says_what_to_do(string parameters, string code, string message)
    {
        var fault = Fault(Yaml($$"""
            apiVersion: pipeline/v1
            kind: Pipeline
            metadata: { name: checkout }
            spec:
              parameters: [ {{parameters}} ]
              stages: [ { id: a, type: feature.wait, with: { duration: 5s } } ]
            """));
        Assert.Equal(code, fault.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_beyond_the_limits_are_refused()
    {
        Assert.Equal("too-large", Fault(Yaml(new string('#', DocumentLimits.Bytes + 1))).Code);
        Assert.Equal("too-large", Fault(Yaml(new string('[', 100) + new string(']', 100))).Code);
        Assert.Equal("too-large", Fault(Json(new string('[', 100) + new string(']', 100))).Code);

        var stages = string.Join('\n', Enumerable.Range(0, DocumentLimits.Stages + 1).Select(index => $"{{ id: s{index}, type: feature.wait, with: {{ duration: 5s }} }},"));
        var fault = Fault(Stages(stages));
        Assert.Equal("There are 10001 entries; at most 10000 are allowed.", fault.Message);
    }

    [Fact]
    public void Aliases_that_multiply_are_refused_before_they_cost_anything()
    {
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 20; level++)
            laughs.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");

        Assert.Equal("too-large", Fault(Yaml(laughs.ToString())).Code);
    }

    [Fact]
    public void An_alias_repeats_what_it_names()
    {
        var definition = Definition(Stages("{ id: a, type: feature.wait, with: &with { duration: 5s } }, { id: b, type: feature.wait, with: *with }"));

        Assert.Equal("5s", (string?)definition.Stages[1].With["duration"]);
    }

    [Fact]
    public void A_document_with_very_many_faults_lists_the_first_thousand()
    {
        var stages = string.Join('\n', Enumerable.Range(0, DocumentLimits.Stages).Select(index => $"{{ id: s{index}, type: feature.wait, dependsOn: [x{index}], with: {{ duration: 5s }}, y: 1 }},"));

        var faults = Stages(stages).Faults;

        Assert.Equal(DocumentLimits.Faults + 1, faults.Count);
        Assert.Contains("more faults than the 1000", faults[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_pipeline_is_read()
    {
        var stages = string.Join('\n', Enumerable.Range(0, DocumentLimits.Stages).Select(index =>
            $"{{ id: s{index}, type: feature.wait, dependsOn: [{(index == 0 ? "" : $"s{index - 1}")}], with: {{ duration: 5s }} }},"));

        Assert.Equal(DocumentLimits.Stages, Definition(Stages(stages)).Stages.Count);
    }
}
