using Microsoft.Extensions.Configuration;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Tests.Http;

public sealed class OutboundHttpOptionsTests
{
    [Fact]
    public void Options_are_read_from_lists_and_from_texts_with_commas()
    {
        var options = Read(
            ("Outbound:Allow:0", "10.0.0.0/8"), ("Outbound:Allow:1", "*.example.com"), ("Outbound:Deny", "10.1.0.0/16, bad.example.com"), ("Outbound:Ports", "443"),
            ("Outbound:Schemes", "HTTPS"), ("Outbound:Timeout", "00:00:07"), ("Outbound:MaximumRedirects", "0"), ("Outbound:CertificateAuthorities", "/etc/ca.pem"));

        Assert.Equal(["10.0.0.0/8", "*.example.com"], options.Addresses.Allow.Select(rule => rule.Text));
        Assert.Equal(["10.1.0.0/16", "bad.example.com"], options.Addresses.Deny.Select(rule => rule.Text));
        Assert.Equal([443], options.Addresses.Ports);
        Assert.Equal(["https", "/etc/ca.pem"], options.Addresses.Schemes.Concat(options.CertificateAuthorities));
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(15), 0), (options.Timeout, options.ConnectTimeout, options.MaximumRedirects));
        Assert.False(options.Addresses.AllowLoopback);
    }

    [Theory]
    [InlineData("Outbound:Deny", "10.0.0.0/99")]
    [InlineData("Outbound:Ports", "99999")]
    [InlineData("Outbound:Schemes", "ftp")]
    [InlineData("Outbound:AllowLoopback", "perhaps")]
    [InlineData("Outbound:Timeout", "-1")]
    [InlineData("Outbound:MaximumAnswerBytes", "-1")]
    public void A_value_that_cannot_be_read_is_named(string key, string value) =>
        Assert.StartsWith(key + ": ", Assert.Throws<FormatException>(() => Read((key, value))).Message, StringComparison.Ordinal);

    private static OutboundHttpOptions Read(params (string Key, string Value)[] values) => OutboundHttpOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build().GetSection("Outbound"),
        allowLoopback: false);
}
