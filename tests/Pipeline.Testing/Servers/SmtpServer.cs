using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Testing.Servers;

/// <summary>
/// A real mail server on a loopback port of its own that keeps what it takes. The mailboxes <c>refused@…</c>, <c>greylisted@…</c> and
/// <c>full@…</c> answer as they are called; the user <c>busy</c> cannot sign in for the moment. It starts when the first test asks for it and
/// ends with the test process, even when that is killed.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>Who can sign in.</summary>
    public const string User = "pipeline";

    /// <summary>The user's password.</summary>
    public const string Password = "s3cret/Pa55word+";

    private static readonly TimeSpan _startDeadline = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly Lazy<Task<int>> _port;
    private readonly string[] _arguments;
    private Process? _process;

    private SmtpServer(params string[] arguments)
    {
        _arguments = arguments;
        _port = new(StartAsync);
    }

    /// <summary>A server without TLS that takes mail from anyone.</summary>
    public static SmtpServer Plain() => new("none");

    /// <summary>A server that takes mail from <see cref="User"/>, who need not use TLS.</summary>
    public static SmtpServer WithUser() => new("none", "", "", User, Password);

    /// <summary>A server that takes mail from <see cref="User"/> after STARTTLS.</summary>
    public static SmtpServer WithStartTls(LoopbackCertificate certificate) => new("starttls", certificate.CertificateFile, certificate.KeyFile, User, Password);

    /// <summary>A server that speaks TLS from the first byte and takes mail from <see cref="User"/>.</summary>
    public static SmtpServer WithTls(LoopbackCertificate certificate) => new("tls", certificate.CertificateFile, certificate.KeyFile, User, Password);

    /// <summary>The running server's port; skips or fails the test when it cannot be run here.</summary>
    public async Task<int> GetPortAsync()
    {
        Locate();
        return await _port.Value;
    }

    /// <summary>The mails that a mailbox got, when there are as many as expected.</summary>
    public Task<ReceivedMail[]> GetMailsAsync(string recipient, int count, CancellationToken cancellationToken) => Eventually.GetAsync(
        () => Task.FromResult(_mails.Where(mail => mail.To.Contains(recipient)).ToArray()),
        mails => mails.Length >= count,
        cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static void Locate()
    {
        RequiredComponent.Node.Locate();
        RequiredComponent.Node.Require(SourceTree.Combine("tests", "Pipeline.Testing", "npm", "node_modules", "smtp-server", "package.json"));
    }

    private async Task<int> StartAsync()
    {
        var start = new ProcessStartInfo(RequiredComponent.Node.Locate())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--require", SourceTree.Combine("tests", "Pipeline.Testing", "npm", "exit-with-parent.cjs"),
                SourceTree.Combine("tests", "Pipeline.Testing", "npm", "smtp-server.cjs"),
            },
        };
        foreach (var argument in _arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("The mail server did not start.");
        var errors = _process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(_startDeadline);
        var line = await _process.StandardOutput.ReadLineAsync(deadline.Token)
            ?? throw new InvalidOperationException("The mail server ended while starting: " + await errors);
        _ = ReceiveAsync(_process.StandardOutput);
        return int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
    }

    private async Task ReceiveAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var mail = JsonNode.Parse(line)!;
            _mails.Enqueue(new(
                (string)mail["from"]!,
                [.. mail["to"]!.AsArray().Select(recipient => (string)recipient!)],
                (string?)mail["user"],
                (bool)mail["secure"]!,
                (string)mail["content"]!));
        }
    }
}

/// <summary>A mail as <see cref="SmtpServer"/> took it.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="User">Who signed in; null: nobody.</param>
/// <param name="Secure">Whether TLS protected the connection.</param>
/// <param name="Content">Headers and body.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string? User, bool Secure, string Content);
