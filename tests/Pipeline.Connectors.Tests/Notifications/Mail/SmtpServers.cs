using Pipeline.Testing;
using Pipeline.Testing.Servers;

namespace Pipeline.Connectors.Tests.Notifications.Mail;

/// <summary>A mail server of each kind, started when first asked for.</summary>
public sealed class SmtpServers : IAsyncDisposable
{
    public SmtpServers()
    {
        WithStartTls = SmtpServer.WithStartTls(Certificate);
        WithTls = SmtpServer.WithTls(Certificate);
    }

    public LoopbackCertificate Certificate { get; } = new();

    public SmtpServer Plain { get; } = SmtpServer.Plain();

    public SmtpServer WithUser { get; } = SmtpServer.WithUser();

    public SmtpServer WithStartTls { get; }

    public SmtpServer WithTls { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { Plain, WithUser, WithStartTls, WithTls })
            await server.DisposeAsync();
        Certificate.Dispose();
    }
}
