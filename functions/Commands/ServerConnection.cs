using System.CommandLine;

namespace Pipeline.Functions.Commands;

/// <summary>Which server a command talks to, and as whom: the options that all such commands share.</summary>
internal static class ServerConnection
{
    public static Option<Uri> Server { get; } = new("--server")
    {
        Description = "The server's address (PIPELINE_SERVER).",
        HelpName = "url",
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("PIPELINE_SERVER") ?? "http://localhost:7071"),
        Recursive = true,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError($"--server '{result.Tokens[0].Value}' is not an http or https address, such as http://localhost:7071.");
            return null;
        },
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        Description = "A personal access token (PIPELINE_TOKEN).",
        HelpName = "token",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PIPELINE_TOKEN"),
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
                using var api = new PipelineApi(parsed.GetRequiredValue(Server), parsed.GetValue(Token));
                return await action(api, parsed, cancellationToken);
            }
            catch (PipelineApiException exception)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
                return 1;
            }
        });
        return command;
    }
}
