using Pipeline.Definitions.Documents;
using static Pipeline.Definitions.Tests.Documents.Documents;

namespace Pipeline.Definitions.Tests.Documents;

public sealed class EnabledIfTests
{
    [Theory]
    [InlineData("${parameters.region == 'kr'}")]
    [InlineData("${#stage('Build').hasSucceeded && {a: 1}.a == 1}")]
    public void One_expression_is_kept_as_it_was_written(string expression)
    {
        var definition = Definition(Stage($"\"{expression}\""));

        Assert.Equal(expression, definition.Stages[0].EnabledIf);
        Assert.Contains("enabledIf: ", PipelineDocument.ToYaml(definition), StringComparison.Ordinal);
        Assert.Equal(expression, Definition(Yaml(PipelineDocument.ToYaml(definition))).Stages[0].EnabledIf);
        Assert.Equal(expression, Definition(Json(PipelineDocument.ToJson(definition))).Stages[0].EnabledIf);
    }

    [Fact]
    public void Blanks_and_line_ends_around_it_do_not_count() => Assert.Equal("${true}", Definition(Stage("\" ${true}\\n\"")).Stages[0].EnabledIf);

    [Theory]
    [InlineData("true", DefinitionFaultCode.WrongType, "must be a text")]
    [InlineData("''", DefinitionFaultCode.InvalidExpression, "one expression with nothing around it")]
    [InlineData("'true'", DefinitionFaultCode.InvalidExpression, "Did you mean '${true}'?")]
    [InlineData("\"parameters.region == 'kr'\"", DefinitionFaultCode.InvalidExpression, "Did you mean '${parameters.region == 'kr'}'?")]
    [InlineData("'in kr: ${parameters.region}'", DefinitionFaultCode.InvalidExpression, "nothing around it")]
    [InlineData("'${true}${false}'", DefinitionFaultCode.InvalidExpression, "nothing around it")]
    [InlineData("'${parameters.region ==}'", DefinitionFaultCode.InvalidExpression, "")]
    [InlineData("\"${#stageExist('a')}\"", DefinitionFaultCode.InvalidExpression, "Did you mean 'stageExists'?")]
    [InlineData("\"${secrets.flag == 'on'}\"", DefinitionFaultCode.InvalidExpression, "cannot depend on a secret")]
    [InlineData("'${secrets[parameters.which] != null}'", DefinitionFaultCode.InvalidExpression, "cannot depend on a secret")]
    [InlineData("'${#root.secrets.flag != null}'", DefinitionFaultCode.InvalidExpression, "cannot depend on a secret")]
    [InlineData("\"${#root['secrets'].flag != null}\"", DefinitionFaultCode.InvalidExpression, "cannot depend on a secret")]
    public void Anything_else_is_refused_and_says_why(string value, string code, string message)
    {
        var fault = Fault(Stage(value));

        Assert.Equal((code, "spec.stages[0].enabledIf"), (fault.Code, fault.Path));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    private static PipelineParseResult Stage(string enabledIf) =>
        Stages($"{{ id: a, type: feature.wait, enabledIf: {enabledIf}, with: {{ duration: 5s }} }}");
}
