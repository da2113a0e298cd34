using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;
using Pipeline.Connectors.Http;
using Pipeline.Connectors.Notifications;
using Pipeline.Connectors.Notifications.Mail;
using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Connectors.Tests.Notifications.Mail;

public sealed class SmtpMailerTests(SmtpServers servers) : IClassFixture<SmtpServers>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_has_a_text_and_the_same_in_HTML()
    {
        Delivered(await DeliverAsync(servers.Plain, Anonymous(SmtpSecurity.None), "Kim <plain@example.com>", SampleMessages.Full));

        var received = Assert.Single(await servers.Plain.GetMailsAsync("plain@example.com", 1, Cancellation));
        Assert.Equal(("pipeline@example.com", null, false), (received.From, received.User, received.Secure));
        var mail = await ReadAsync(received);
        Assert.Equal("⚠️ checkout <7> waits & asks", mail.Subject);
        Assert.Equal(("Pipeline", "Kim"), (mail.From.Single().Name, mail.To.Single().Name));
        Assert.Equal((DateTimeOffset.UnixEpoch, "auto-generated"), (mail.Date, mail.Headers[HeaderId.AutoSubmitted]));
        Assert.Equal(
            """
            ⚠️ checkout <7> waits & asks

            Release 1.4 & up of a<b?
            See the *notes* (https://ci.example.com/notes?a=1&b=2).

            승인해 주세요.

            Branch: feature/_x_ <y>
            Build: 42

            Approve: https://pipeline.example.com/approvals/t0?x=1&y=2
            Stop: https://pipeline.example.com/approvals/t1
            Open: https://pipeline.example.com/runs/7

            """.ReplaceLineEndings("\n"),
            mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.Contains(
            "<p>Release <strong>1.4 &amp; up</strong> of <code>a&lt;b</code>?<br>\nSee <a href=\"https://ci.example.com/notes?a=1&amp;b=2\">the *notes*</a>.</p>",
            mail.HtmlBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("<th align=\"left\">Branch</th><td>feature/_x_ &lt;y&gt;</td>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.All(SampleMessages.Full.Actions, action => Assert.Contains(WebUtility.HtmlEncode(action.Url.AbsoluteUri), mail.HtmlBody, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repeated_delivery_has_the_same_message_id_and_another_message_another()
    {
        foreach (var message in new[] { SampleMessages.Full, SampleMessages.Full, SampleMessages.Short })
            Delivered(await DeliverAsync(servers.Plain, Anonymous(SmtpSecurity.None), "again@example.com", message));

        var ids = new List<string>();
        foreach (var received in await servers.Plain.GetMailsAsync("again@example.com", 3, Cancellation))
            ids.Add((await ReadAsync(received)).MessageId!);

        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.All(ids, id => Assert.Matches(@"^notification-[0-9a-f]{32}@example\.com$", id));
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task A_user_signs_in_over_TLS_to_a_server_whose_authority_is_trusted(SmtpSecurity security)
    {
        var server = security == SmtpSecurity.Tls ? servers.WithTls : servers.WithStartTls;

        Delivered(await DeliverAsync(server, SignedIn(security), $"{security}@example.com", SampleMessages.Short));

        var received = Assert.Single(await server.GetMailsAsync($"{security}@example.com", 1, Cancellation));
        Assert.Equal((SmtpServer.User, true), (received.User, received.Secure));
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task A_server_whose_authority_is_not_trusted_gets_no_password(SmtpSecurity security)
    {
        var server = security == SmtpSecurity.Tls ? servers.WithTls : servers.WithStartTls;

        var refused = Refused(await DeliverAsync(server, SignedIn(security), "untrusted@example.com", SampleMessages.Short, new()));

        Assert.Contains("Outbound:CertificateAuthorities", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_STARTTLS_is_not_spoken_to_in_the_clear() =>
        Assert.Contains("STARTTLS", Refused(await DeliverAsync(servers.WithUser, SignedIn(SmtpSecurity.StartTls), "clear@example.com", SampleMessages.Short)), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_told_even_when_the_server_tells_it()
    {
        var options = SignedIn(SmtpSecurity.None) with { Password = "wr0ng-one" };

        var refused = Refused(await DeliverAsync(servers.WithUser, options, "a@example.com", SampleMessages.Short));

        Assert.Contains("does not accept the user 'pipeline'", refused, StringComparison.Ordinal);
        Assert.Contains("The password *** is wrong", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_that_fails_for_the_moment_is_tried_again() => Assert.Contains(
        "454", Retry(await DeliverAsync(servers.WithUser, SignedIn(SmtpSecurity.None) with { User = "busy" }, "a@example.com", SampleMessages.Short)), StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_wants_a_user_and_gets_none_refuses() => Assert.Contains(
        "takes no mail without a user", Refused(await DeliverAsync(servers.WithUser, Anonymous(SmtpSecurity.None), "a@example.com", SampleMessages.Short)), StringComparison.Ordinal);

    [Fact]
    public async Task A_user_for_a_server_without_sign_in_is_a_setting_to_change() => Assert.Contains(
        "lacks what is asked of it", Refused(await DeliverAsync(servers.Plain, SignedIn(SmtpSecurity.None), "a@example.com", SampleMessages.Short)), StringComparison.Ordinal);

    [Theory]
    [InlineData("refused@example.com", "refuses the recipient refused@example.com: 550 5.1.1 There is no such mailbox")]
    [InlineData("full@example.com", "refuses the message: 552 5.2.2 The mailbox is full")]
    [InlineData("nobody", "The recipient 'nobody' is no e-mail address")]
    public async Task A_refused_recipient_or_message_is_not_tried_again(string recipient, string expected) => Assert.Contains(
        expected, Refused(await DeliverAsync(servers.Plain, Anonymous(SmtpSecurity.None), recipient, SampleMessages.Short)), StringComparison.Ordinal);

    [Fact]
    public async Task Greylisting_is_tried_again() => Assert.Contains(
        "451 4.7.1 Greylisted", Retry(await DeliverAsync(servers.Plain, Anonymous(SmtpSecurity.None), "greylisted@example.com", SampleMessages.Short)), StringComparison.Ordinal);

    [Fact]
    public async Task A_sender_that_is_no_address_is_a_setting_to_change() => Assert.Contains(
        "The sender 'Pipeline' is no e-mail address",
        Refused(await DeliverAsync(servers.Plain, Anonymous(SmtpSecurity.None) with { From = "Pipeline" }, "a@example.com", SampleMessages.Short)),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_is_down_is_tried_again_and_one_that_is_forbidden_is_not()
    {
        var options = Anonymous(SmtpSecurity.None);

        Assert.Contains("No connection to 127.0.0.1", Retry(await DeliverAsync(options with { Port = FreePort.Next() })), StringComparison.Ordinal);
        Assert.Contains("reserved address", Refused(await DeliverAsync(options with { Host = "169.254.169.254" })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("554 5.7.1 Go away", false)]
    [InlineData("421 4.3.2 Too busy", true)]
    [InlineData("", true)]
    [InlineData("HTTP/1.1 400 Bad Request", true)]
    public async Task What_a_server_says_instead_of_a_greeting_tells_whether_to_try_again(string greeting, bool again)
    {
        using var listener = Listen();
        var served = ServeAsync(listener, async (_, writer) => await writer.WriteAsync(greeting + "\r\n"));

        var delivery = await DeliverAsync(Anonymous(SmtpSecurity.None) with { Port = PortOf(listener) });

        Assert.Equal(again, delivery is NotificationDelivery.Retry);
        Assert.Equal(!again, delivery is NotificationDelivery.Refused);
        await served;
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_tried_again()
    {
        var time = new ManualTimeProvider();
        using var listener = Listen();
        var delivery = DeliverAsync(Anonymous(SmtpSecurity.None) with { Port = PortOf(listener) }, time, Cancellation);
        using var accepted = await listener.AcceptTcpClientAsync(Cancellation);

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal($"127.0.0.1:{PortOf(listener)} did not take the message within 30 s.", Retry(await delivery));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_of_no_delivery()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var listener = Listen();
        var delivery = DeliverAsync(Anonymous(SmtpSecurity.None) with { Port = PortOf(listener) }, TimeProvider.System, caller.Token);
        using var accepted = await listener.AcceptTcpClientAsync(Cancellation);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
    }

    [Fact]
    public async Task A_mail_that_was_taken_is_delivered_even_when_the_server_hangs_up_without_a_word()
    {
        using var listener = Listen();
        var served = ServeAsync(listener, async (reader, writer) =>
        {
            await writer.WriteAsync("220 ready\r\n");
            while (await reader.ReadLineAsync(Cancellation) is { } line && line != "QUIT")
            {
                if (line == "DATA")
                {
                    await writer.WriteAsync("354 go on\r\n");
                    while (await reader.ReadLineAsync(Cancellation) is not ".")
                    {
                    }
                }

                await writer.WriteAsync("250 fine\r\n");
            }
        });

        Delivered(await DeliverAsync(Anonymous(SmtpSecurity.None) with { Port = PortOf(listener) }));
        await served;
    }

    private static SmtpServerOptions Anonymous(SmtpSecurity security) => new() { Host = "127.0.0.1", Security = security, From = "Pipeline <pipeline@example.com>" };

    private static SmtpServerOptions SignedIn(SmtpSecurity security) => Anonymous(security) with { Host = "localhost", User = SmtpServer.User, Password = SmtpServer.Password };

    private async Task<NotificationDelivery> DeliverAsync(
        SmtpServer server, SmtpServerOptions options, string recipient, NotificationMessage message, OutboundHttpOptions? outbound = null)
    {
        outbound ??= new() { CertificateAuthorities = [servers.Certificate.CertificateFile] };
        return await new SmtpMailer(outbound, new ManualTimeProvider(DateTimeOffset.UnixEpoch)).DeliverAsync(
            options with { Port = await server.GetPortAsync() }, recipient, message, Cancellation);
    }

    private static Task<NotificationDelivery> DeliverAsync(SmtpServerOptions options) => DeliverAsync(options, TimeProvider.System, Cancellation);

    private static Task<NotificationDelivery> DeliverAsync(SmtpServerOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        new SmtpMailer(new(), time).DeliverAsync(options, "a@example.com", SampleMessages.Short, cancellationToken);

    private static void Delivered(NotificationDelivery delivery) => Assert.Equal(new NotificationDelivery.Delivered(), delivery);

    private static string Refused(NotificationDelivery delivery) => Assert.IsType<NotificationDelivery.Refused>(delivery).Reason;

    private static string Retry(NotificationDelivery delivery) => Assert.IsType<NotificationDelivery.Retry>(delivery).Reason;

    private static Task<MimeMessage> ReadAsync(ReceivedMail mail) => MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(mail.Content)), Cancellation);

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Serves one client and hangs up.</summary>
    private static async Task ServeAsync(TcpListener listener, Func<StreamReader, StreamWriter, Task> serve)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
        await serve(reader, writer);
    }
}
