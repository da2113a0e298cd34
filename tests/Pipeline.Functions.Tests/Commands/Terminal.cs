using System.CommandLine;
using Pipeline.Functions.Commands;
using Pipeline.Functions.Tests.Hosting;

namespace Pipeline.Functions.Tests.Commands;

/// <summary>What a command printed, and its exit code.</summary>
internal sealed record Printed(int ExitCode, string Output, string Error)
{
    /// <summary>Says that it went well; the failure shows what was printed.</summary>
    public Printed Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>Says that it failed with a line that holds the text, and without a stack trace.</summary>
    public Printed FailedWith(string text)
    {
        Assert.True(ExitCode == 1, $"exit code {ExitCode}\n{Output}\n{Error}");
        Assert.Contains(text, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>Carries commands out in this process, as the executable does.</summary>
internal static class Terminal
{
    /// <summary>Carries a command out against a server, as its administrator.</summary>
    public static Task<Printed> CommandAsync(this RunningServer server, params string[] arguments) =>
        CommandAsync([.. arguments, "--server", server.Nobody.BaseAddress!.AbsoluteUri, "--token", RunningServer.AdminToken]);

    /// <summary>Carries a command out.</summary>
    public static Task<Printed> CommandAsync(params string[] arguments) => CommandAsync(arguments, new StringWriter(), TestContext.Current.CancellationToken);

    /// <summary>Carries a command out that can be interrupted, and whose output others read meanwhile.</summary>
    public static async Task<Printed> CommandAsync(string[] arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var root = new RootCommand();
        CommandLine.AddTo(root);
        var error = new StringWriter();
        var terminal = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        var exitCode = await root.Parse(arguments).InvokeAsync(terminal, cancellationToken);
        return new(exitCode, output.ToString() ?? "", error.ToString());
    }
}
