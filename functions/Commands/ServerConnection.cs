using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Functions.Hosting;

namespace Pipeline.Functions.Commands;

/// <summary>Which server a command talks to, and as whom: the options that all such commands share.</summary>
internal static class ServerConnection
{
    /// <summary>The exit code after Ctrl+C, as shells have it: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    public static Option<Uri> Server { get; } = new("--server")
    {
        Description = "The server's address (PIPELINE_SERVER).",
        HelpName = "url",
        DefaultValueFactory = result => Parse(result, "PIPELINE_SERVER", Environment.GetEnvironmentVariable("PIPELINE_SERVER") ?? ServerOptions.DefaultUrl),
        Recursive = true,
        CustomParser = result => Parse(result, "--server", result.Tokens[0].Value),
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        // The environment's is no default value of the option: help texts print those.
        Description = "A personal access token (PIPELINE_TOKEN).",
        HelpName = "token",
        Recursive = true,
    };

    /// <summary>Gives a command the options, and carries it out with a client; refusals become one clear line and exit code 1.</summary>
    public static Command WithServer(this Command command, Func<PipelineApi, ParseResult, CancellationToken, Task<int>> action)
    {
        command.Add(Server);
        command.Add(Token);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                using var api = new PipelineApi(parsed.GetRequiredValue(Server), parsed.GetValue(Token) ?? TokenOfEnvironment());
                return await action(api, parsed, cancellationToken);
            }
            catch (PipelineApiException exception)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return Interrupted;
            }
        });
        return command;
    }

    private static string? TokenOfEnvironment() => Environment.GetEnvironmentVariable("PIPELINE_TOKEN") is { Length: > 0 } token ? token : null;

    private static Uri Parse(ArgumentResult result, string source, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address?.Scheme is "http" or "https")
            return address;
        result.AddError($"{source} '{text}' is not an http or https address, such as {ServerOptions.DefaultUrl}.");
        return new Uri(ServerOptions.DefaultUrl);
    }
}
