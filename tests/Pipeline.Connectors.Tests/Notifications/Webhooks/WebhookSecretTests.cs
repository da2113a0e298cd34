using System.Text;
using Pipeline.Connectors.Notifications.Webhooks;

namespace Pipeline.Connectors.Tests.Notifications.Webhooks;

public sealed class WebhookSecretTests
{
    [Fact]
    public void A_signature_is_that_of_the_reference_implementations() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", // the vector of their own tests
        WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));

    [Fact]
    public void A_raw_text_is_the_key_itself()
    {
        var text = "정말 비밀";

        Assert.Equal(
            WebhookSecret.Parse("whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes(text))).Sign("m", 1, "{}"u8),
            WebhookSecret.Parse(text).Sign("m", 1, "{}"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not*base64")]
    public void A_secret_that_cannot_be_read_is_not_shown(string text)
    {
        var fault = Assert.Throws<FormatException>(() => WebhookSecret.Parse(text));

        Assert.StartsWith("The webhook's secret", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not*", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", WebhookSecret.Parse("s3cr3t").ToString(), StringComparison.Ordinal);
    }
}
