using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Pipeline.Stages.Secrets;

namespace Pipeline.Stages.Tests.Secrets;

public sealed class SecretMaskTests
{
    private const string Secret = "p@ss/w0rd+\"ü\"&=x";

    [Theory]
    [InlineData("the token is hunter2!", "the token is ***!")]
    [InlineData("hunter2hunter2", "******")]
    [InlineData("hunter", "hunter")]
    [InlineData("", "")]
    public void A_secret_is_replaced_wherever_it_stands(string text, string expected) => Assert.Equal(expected, new SecretMask(["hunter2"]).Apply(text));

    [Fact]
    public void Times_and_durations_among_outputs_pass_the_mask()
    {
        var outputs = new JsonObject { ["until"] = JsonValue.Create(DateTimeOffset.UnixEpoch), ["took"] = JsonValue.Create(TimeSpan.FromSeconds(1)), ["key"] = "hunter2" };
        var masked = JsonNode.Parse(new SecretMask(["hunter2"]).Apply(outputs).ToJsonString())!;
        Assert.Equal(["1970-01-01T00:00:00+00:00", "00:00:01", "***"], masked.AsObject().Select(output => (string)output.Value!));
    }

    [Fact]
    public void Encoded_forms_are_replaced_too()
    {
        var mask = new SecretMask([Secret]);
        string[] forms =
        [
            Secret,
            JsonSerializer.Serialize(Secret)[1..^1],
            Uri.EscapeDataString(Secret),
            Uri.EscapeDataString(Secret).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%2B", "%2b", StringComparison.Ordinal)
                .Replace("%C3%BC", "%c3%bc", StringComparison.Ordinal).Replace("%3D", "%3d", StringComparison.Ordinal),
            WebUtility.UrlEncode(Secret),
            new Uri("http://host/?" + Secret).AbsoluteUri["http://host/?".Length..],
        ];

        Assert.All(forms, form => Assert.Equal("<***>", mask.Apply($"<{form}>")));
    }

    [Fact]
    public void A_secret_is_found_inside_base64_at_every_alignment() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<byte[]>(),
        (before, after) =>
        {
            var mask = new SecretMask(["a long enough secret"]);
            byte[] bytes = [.. before, .. Encoding.UTF8.GetBytes("a long enough secret"), .. after];
            return mask.Apply(Convert.ToBase64String(bytes)).Contains(SecretMask.Replacement, StringComparison.Ordinal)
                && mask.Apply(Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_')).Contains(SecretMask.Replacement, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_around_a_secret_keeps_it_from_being_found() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        ArbMap.Default.ArbFor<NonNull<string>>(),
        (before, after) => !new SecretMask(["hunter2", "2hunt"]).Apply(before.Get + "hunter2" + after.Get).Contains("hunter2", StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void Overlapping_secrets_leave_nothing_of_each_other() =>
        Assert.Equal("<***>", new SecretMask(["abcdef", "defghi", "hijk"]).Apply("<abcdefghijk>"));

    [Fact]
    public void The_longer_of_two_secrets_that_begin_alike_is_replaced_whole() =>
        Assert.Equal("***", new SecretMask(["hunter", "hunter2-and-more"]).Apply("hunter2-and-more"));

    [Fact]
    public void A_log_masked_line_by_line_shows_no_line_of_a_secret()
    {
        var mask = new SecretMask(["-----BEGIN KEY-----\nMIIEvQIBADANBgkq\r\n  c3VyZSB3aHkgbm90\n}\n-----END KEY-----\n"]);

        Assert.Equal("key ***", mask.Apply("key MIIEvQIBADANBgkq"));
        Assert.Equal("    ***,", mask.Apply("    c3VyZSB3aHkgbm90,"));
        Assert.Equal("}", mask.Apply("}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("abc")]
    [InlineData(" ab \n")]
    public void A_secret_too_short_to_mask_leaves_text_alone(string secret) => Assert.Equal("abc ab    x", new SecretMask([secret]).Apply("abc ab    x"));

    [Fact]
    public void Json_is_masked_in_names_texts_and_numbers_at_any_depth()
    {
        var before = JsonNode.Parse("""{"a":{"hunter2":["x hunter2",12345678,1,true,null]},"b":"ok"}""");

        var after = new SecretMask(["hunter2", "12345678"]).Apply(before);

        Assert.Equal("""{"a":{"***":["x ***","***",1,true,null]},"b":"ok"}""", after!.ToJsonString());
        Assert.Contains("hunter2", before!.ToJsonString(), StringComparison.Ordinal);
    }
}
