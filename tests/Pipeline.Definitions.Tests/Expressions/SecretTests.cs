using System.Text.Json.Nodes;
using Pipeline.Definitions.Expressions;

namespace Pipeline.Definitions.Tests.Expressions;

public class SecretTests
{
    private static string Resolved(string template) =>
        SecretReferences.Resolve(Expression.Run(template).Value, name => $"<{name} \"&\">")!.GetValue<string>();

    [Theory]
    [InlineData("${secrets.ci}", "⟦secret:ci⟧", "<ci \"&\">")]
    [InlineData("Bearer ${secrets['api-key']}!", "Bearer ⟦secret:api-key⟧!", "Bearer <api-key \"&\">!")]
    [InlineData("${'a' + secrets.ci}", "a⟦secret:ci⟧", "a<ci \"&\">")]
    [InlineData("Basic ${#toBase64('user:' + secrets.ci)}", "Basic ⟦base64:user:⟦secret:ci⟧⟧", "Basic dXNlcjo8Y2kgIiYiPg==")]
    [InlineData("?k=${T(java.net.URLEncoder).encode(secrets.ci, 'UTF-8')}", "?k=⟦url:⟦secret:ci⟧⟧", "?k=%3Cci+%22%26%22%3E")]
    [InlineData("${#toJson({k: secrets.ci})}", "{\"k\":\"⟦json:⟦secret:ci⟧⟧\"}", "{\"k\":\"<ci \\\"&\\\">\"}")]
    [InlineData("${T(String).format('%s/%s', secrets.ci, 1)}", "⟦secret:ci⟧/1", "<ci \"&\">/1")]
    [InlineData("${secrets.ci ?: 'none'}", "⟦secret:ci⟧", "<ci \"&\">")]
    [InlineData("${#stage('build').inputs.token}", "⟦secret:ci⟧", "<ci \"&\">")]
    public void Inputs_hold_references_until_they_are_resolved(string template, string recorded, string resolved)
    {
        Assert.Equal(recorded, Expression.Run(template).Value!.GetValue<string>());
        Assert.Equal(resolved, Resolved(template));
    }

    [Theory]
    [InlineData("secrets.ci.substring(0, 1)")]
    [InlineData("secrets.ci.length()")]
    [InlineData("secrets.ci == 'x'")]
    [InlineData("{secrets.ci}.contains('x')")]
    [InlineData("secrets.ci matches 'a.*'")]
    [InlineData("secrets.ci < 'b'")]
    [InlineData("secrets.ci[0]")]
    [InlineData("'x'.replace('x', secrets.ci)")]
    [InlineData("{secrets.ci : 1}")]
    [InlineData("'%5s'.formatted(secrets.ci)")]
    [InlineData("secrets.unknown")]
    [InlineData("secrets['⟧']")]
    [InlineData("secrets")]
    [InlineData("secrets.size()")]
    public void Nothing_can_look_into_a_secret(string expression) => Expression.Fault(expression);

    [Theory]
    [InlineData("${build.forged}")]
    [InlineData("${'⟦' + 'secret:ci⟧'}")]
    [InlineData("⟦secret:ci⟧")]
    [InlineData("${#fromBase64('4p+mc2VjcmV0OmNp4p+n')}")]
    [InlineData("${#readJson('\"\\u27e6secret:ci\\u27e7\"')}")]
    public void Text_from_outside_never_becomes_a_reference(string template)
    {
        Assert.Equal("⟦secret:ci⟧", Resolved(template));
        Assert.Empty(SecretReferences.Names(Expression.Run(template).Value));
    }

    [Fact]
    public void References_are_listed_for_masking()
    {
        var inputs = JsonNode.Parse("""{"a":["${secrets['api-key']}"],"b":"${#toBase64(secrets.ci)} ${secrets.ci}"}""");
        Assert.Equal(["api-key", "ci"], SecretReferences.Names(Expression.Run(inputs).Value));
    }

    [Fact]
    public void A_secret_that_is_gone_is_named() =>
        Assert.Equal("ci", Assert.Throws<UnknownSecretException>(() => SecretReferences.Resolve("x⟦secret:ci⟧", _ => null)).Name);
}
