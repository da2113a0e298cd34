using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Pipeline.Connectors.Http;

namespace Pipeline.Connectors.Tests.Http;

public sealed class AddressRulesTests
{
    private static readonly AddressRules Defaults = new();

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1:a9fe:a9:fe00::")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:5601:5601")]
    [InlineData("2001:db8::5efe:a9fe:a9fe")]
    public void Link_local_and_metadata_addresses_are_refused_in_every_spelling(string address) =>
        Assert.Equal(AddressRefusalRule.Reserved, Defaults.Judge("harmless.example", IPAddress.Parse(address))?.Rule);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.0.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.100.100.201")]
    [InlineData("2606:4700::1111")]
    [InlineData("fd00::1")]
    public void Ordinary_addresses_may_be_called(string address) => Assert.Null(Defaults.Judge("host", IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    public void Loopback_is_refused_where_it_is_not_allowed(string address) =>
        Assert.Equal(AddressRefusalRule.Loopback, (Defaults with { AllowLoopback = false }).Judge("localhost", IPAddress.Parse(address))?.Rule);

    [Theory]
    // allow, deny, host, address, rule that refuses
    [InlineData("", "10.0.0.0/8", "ci", "10.9.9.9", AddressRefusalRule.Deny)]
    [InlineData("", "10.0.0.0/8", "ci", "::ffff:10.9.9.9", AddressRefusalRule.Deny)]
    [InlineData("", "10.0.0.0/8", "ci", "11.9.9.9", null)]
    [InlineData("", "*.corp.example", "ci.corp.example", "8.8.8.8", AddressRefusalRule.Deny)]
    [InlineData("", "*.corp.example", "CI.Corp.Example.", "8.8.8.8", AddressRefusalRule.Deny)]
    [InlineData("", "*.corp.example", "corp.example", "8.8.8.8", null)]
    [InlineData("", "*.corp.example", "evilcorp.example", "8.8.8.8", null)]
    [InlineData("ci.example", "", "ci.example", "8.8.8.8", null)]
    [InlineData("ci.example", "", "other.example", "8.8.8.8", AddressRefusalRule.Allow)]
    [InlineData("ci.example,10.0.0.0/8", "", "other.example", "10.1.1.1", null)]
    [InlineData("ci.example,10.0.0.0/8", "", "other.example", "8.8.8.8", AddressRefusalRule.Allow)]
    [InlineData("10.0.0.0/8", "", "other.example", "2002:0a01:0101::1", AddressRefusalRule.Allow)]
    [InlineData("ci.example", "ci.example", "ci.example", "8.8.8.8", AddressRefusalRule.Deny)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "x", "10.1.1.1", AddressRefusalRule.Deny)]
    [InlineData("169.254.169.254", "", "x", "169.254.169.254", null)]
    [InlineData("169.254.169.254", "", "x", "169.254.169.253", AddressRefusalRule.Reserved)]
    [InlineData("ci.example", "", "ci.example", "169.254.169.254", AddressRefusalRule.Reserved)]
    [InlineData("64:ff9b::/96", "", "x", "64:ff9b::a9fe:a9fe", AddressRefusalRule.Reserved)]
    [InlineData("[fd00::1]", "", "x", "fd00::1", null)]
    public void Lists_decide(string allow, string deny, string host, string address, AddressRefusalRule? refusedBy)
    {
        var rules = new AddressRules { Allow = Rules(allow), Deny = Rules(deny) };

        Assert.Equal(refusedBy, rules.Judge(host, IPAddress.Parse(address))?.Rule);
    }

    [Theory]
    [InlineData("http://ci.example/", null)]
    [InlineData("https://ci.example:8443/", null)]
    [InlineData("https://ci.example/", AddressRefusalRule.Port)]
    [InlineData("ftp://ci.example:80/", AddressRefusalRule.Scheme)]
    [InlineData("file:///etc/passwd", AddressRefusalRule.Scheme)]
    [InlineData("http://bad.example/", AddressRefusalRule.Deny)]
    public void A_url_is_judged_before_its_name_is_resolved(string url, AddressRefusalRule? refusedBy)
    {
        var rules = new AddressRules { Deny = Rules("bad.example"), Ports = [80, 8443] };

        Assert.Equal(refusedBy, rules.Judge(new Uri(url))?.Rule);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/99")]
    [InlineData("http://ci.example")]
    [InlineData("*")]
    [InlineData("ci.*.example")]
    public void A_rule_that_cannot_be_read_says_what_to_write(string text) =>
        Assert.Contains("*.example.com", Assert.Throws<FormatException>(() => AddressRule.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_denied_ipv4_range_is_denied_inside_every_ipv6_form() => Prop.ForAll(
        ArbMap.Default.ArbFor<uint>(),
        number =>
        {
            byte[] v4 = [10, (byte)(number >> 16), (byte)(number >> 8), (byte)number];
            var rules = new AddressRules { Deny = Rules("10.0.0.0/8") };
            byte[][] forms =
            [
                [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, .. v4],
                [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, .. v4],
                [0x20, 0x02, .. v4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
                [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 2, 0, 0x5E, 0xFE, .. v4],
            ];
            return forms.All(form => rules.Judge("x", new IPAddress(form))?.Rule == AddressRefusalRule.Deny)
                && rules.Judge("x", new IPAddress(v4))?.Rule == AddressRefusalRule.Deny;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_allow_list_of_hosts_opens_a_reserved_address() => Prop.ForAll(
        ArbMap.Default.ArbFor<ushort>(),
        number => new AddressRules { Allow = Rules("*.example,any.example") }
            .Judge("any.example", new IPAddress([169, 254, (byte)(number >> 8), (byte)number])) is not null).QuickCheckThrowOnFailure();

    private static AddressRule[] Rules(string lines) => [.. lines.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(AddressRule.Parse)];
}
