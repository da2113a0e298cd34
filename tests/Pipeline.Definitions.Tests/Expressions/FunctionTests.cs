using Pipeline.Definitions.Expressions;
using Pipeline.Definitions.Expressions.Functions;
using Pipeline.Definitions.Expressions.Members;
using Pipeline.Definitions.Expressions.Types;
using Pipeline.Testing;

namespace Pipeline.Definitions.Tests.Expressions;

public class FunctionTests
{
    [Theory]
    [InlineData("build.image", "\"shop:7\"")]
    [InlineData("#stage('Build image').outputs.image", "\"shop:7\"")]
    [InlineData("#stage('build')['context']['job']", "\"from-output\"")]
    [InlineData("#stage('build').inputs.job", "\"shop\"")]
    [InlineData("#stage('build').status + #stage('build').hasSucceeded", "\"SUCCEEDEDtrue\"")]
    [InlineData("#stage('build').startTime", "0")]
    [InlineData("#stageByRefId('sign-off').name", "\"Sign off\"")]
    [InlineData("stages['sign-off'].type", "\"feature.judgement\"")]
    [InlineData("#stageExists('Deploy') && !#stageExists('x')", "true")]
    [InlineData("#currentStage().name", "\"Deploy\"")]
    [InlineData("#currentStage().hasFailed", "true")]
    [InlineData("#judgment('Sign off') + #judgement('sign-off')", "\"blueblue\"")]
    [InlineData("#stage('Sign off').context.judgmentInput", "\"blue\"")]
    [InlineData("#readJson('{\"a\":[1,2.5,null]}').a", "[1,2.5,null]")]
    [InlineData("#readYaml('a: &x {n: 010, h: 0x10, t: yes, f: 1.5, s: \"1\"}\nb: *x')", "{\"a\":{\"n\":10,\"h\":16,\"t\":\"yes\",\"f\":1.5,\"s\":\"1\"},\"b\":{\"n\":10,\"h\":16,\"t\":\"yes\",\"f\":1.5,\"s\":\"1\"}}")]
    [InlineData("#toJson({a: {1, 'ü<'}})", "\"{\\\"a\\\":[1,\\\"ü<\\\"]}\"")]
    [InlineData("#toJson(#doNotEval({a: '${x}'}))", "\"{\\\"a\\\":\\\"${x}\\\"}\"")]
    [InlineData("#doNotEval({a: 1})", "{\"a\":1}")]
    [InlineData("'x' + #doNotEval(1) + #toJson({#doNotEval(2)})", "\"x1[2]\"")]
    [InlineData("#readAllYaml('--- 1\n--- {a: 2}\n---\n')", "[1,{\"a\":2},null]")]
    [InlineData("#readAllYaml('')", "[]")]
    [InlineData("#currentUser()", "\"ada\"")]
    [InlineData("#toInt('42') + #toInt(1.9)", "43")]
    [InlineData("#toFloat('1.5') + #toFloat(1)", "2.5")]
    [InlineData("#toBoolean('TRUE') && !#toBoolean('yes')", "true")]
    [InlineData("#fromBase64(#toBase64('häß'))", "\"häß\"")]
    [InlineData("#alphanumerical('a-b_1.ü')", "\"ab1\"")]
    public void Gives(string expression, string json) => Assert.Equal(json, Expression.Value(expression));

    [Theory]
    [InlineData("#stage('nope')")]
    [InlineData("#stageByRefId('Build image')")]
    [InlineData("#judgment('Build image')")]
    [InlineData("#readJson('{')")]
    [InlineData("#readJson('{\"a\":1,\"a\":2}')")]
    [InlineData("#readYaml('a: [')")]
    [InlineData("#readYaml('a: *b')")]
    [InlineData("#readYaml('--- 1\n--- 2')")]
    [InlineData("#toJson({a: '${x}'})")]
    [InlineData("#toJson({#doNotEval('${x}')})")]
    [InlineData("#doNotEval({a: 1}).a")]
    [InlineData("#readAllYaml('--- 1\n--- [')")]
    [InlineData("#toInt('1.5')")]
    [InlineData("#toFloat('NaN')")]
    [InlineData("#fromBase64('*')")]
    [InlineData("#fromBase64('/w==')")]
    public void Fails(string expression) => Expression.Fault(expression);

    [Theory]
    [InlineData("#stageByRefId()")]
    [InlineData("#currentUser('x')")]
    [InlineData("#triggerResolvedArtifact()")]
    [InlineData("#triggerResolvedArtifactByType('a', 'b')")]
    [InlineData("#resolvedArtifacts('x')")]
    [InlineData("#resolveArtifactByType()")]
    [InlineData("#pipelineId()")]
    [InlineData("#pipelineIdOrNull('a', 'b')")]
    [InlineData("#manifestLabelValue('Deploy', 'Deployment')")]
    [InlineData("#readAllYaml()")]
    [InlineData("#doNotEval()")]
    [InlineData("#fromUrl()")]
    [InlineData("#jsonFromUrl('a', 'b')")]
    [InlineData("#yamlFromUrl()")]
    [InlineData("#propertiesFromUrl()")]
    public void A_wrong_number_of_arguments_is_found_without_evaluating(string expression) =>
        Assert.Contains(" argument", Assert.Single(ExpressionSyntax.Check("${" + expression + "}")).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("#stageByRefId(1)")]
    [InlineData("#triggerResolvedArtifact(1)")]
    [InlineData("#triggerResolvedArtifactByType(null)")]
    [InlineData("#resolveArtifactByType({1})")]
    [InlineData("#pipelineId(1)")]
    [InlineData("#pipelineIdOrNull(null)")]
    [InlineData("#manifestLabelValue(1, 'Deployment', 'app')")]
    [InlineData("#manifestLabelValue('Deploy', 'Deployment', null)")]
    [InlineData("#readAllYaml(1)")]
    [InlineData("#fromUrl(1)")]
    [InlineData("#propertiesFromUrl(secrets.ci)")]
    public void An_argument_of_the_wrong_kind_is_named(string expression) =>
        Assert.Matches("argument|secret", Expression.Fault(expression).Reason);

    [Theory]
    [InlineData("#curentUser()", "Did you mean 'currentUser'?")]
    [InlineData("#resolveArtifactsByType('x')", "Did you mean 'resolveArtifactByType'?")]
    [InlineData("#fromURL('http://x')", "Did you mean 'fromUrl'?")]
    [InlineData("#manifestLabelValues('a', 'b', 'c')", "Did you mean 'manifestLabelValue'?")]
    [InlineData("#deployedServerGroups('Deploy')", "#stage('…').outputs")]
    [InlineData("#cfServiceKey('Deploy')", "secrets.name")]
    [InlineData("#applicationMetadata('shop')", "execution.application")]
    [InlineData("#canaryConfigNameToId('strict')", "write the name")]
    [InlineData("#pipelineIdInApplication('deploy', 'shop')", "#pipelineId('…')")]
    public void A_function_that_there_is_not_is_answered_with_the_one_to_use(string expression, string hint) =>
        Assert.Contains(hint, Assert.Single(ExpressionSyntax.Check("${" + expression + "}")).Reason, StringComparison.Ordinal);

    [Fact]
    public void Half_a_surrogate_pair_in_JSON_is_a_fault_and_no_exception()
    {
        Expression.Fault("#readJson('\"\\ud800\"')");
        Expression.Fault("#readJson('{\"\\ud800\":1}')");
        Expression.Fault("#readJson('\"\ud800\"')");
    }

    [Fact]
    public void The_reference_page_names_every_function_type_and_method()
    {
        var page = File.ReadAllText(SourceTree.Combine("docs", "expressions.md"));
        Assert.All(ExpressionFunctions.All.Names, name => Assert.Contains($"`#{name}(", page, StringComparison.Ordinal));
        Assert.All(AllowedTypes.All, type => Assert.Contains($"`{type.QualifiedName}`", page, StringComparison.Ordinal));
        Assert.All(AllowedTypes.All.SelectMany(type => type.Statics.Names), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
        Assert.All(MemberMethods.All.Values.SelectMany(methods => methods.Names), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
