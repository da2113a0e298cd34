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
    [InlineData("#toInt('1.5')")]
    [InlineData("#toFloat('NaN')")]
    [InlineData("#fromBase64('*')")]
    [InlineData("#fromBase64('/w==')")]
    public void Fails(string expression) => Expression.Fault(expression);

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
