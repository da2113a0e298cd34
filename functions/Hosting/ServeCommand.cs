using System.CommandLine;

namespace Pipeline.Functions.Hosting;

/// <summary><c>pipeline [serve] [--urls …] [--data …] [--public-url …] [--log-format …] [--verbose]</c>: serves until Ctrl+C.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"The addresses to listen on, separated by ';' (PIPELINE_URLS, ASPNETCORE_URLS). Default: {ServerOptions.DefaultUrl}.",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = $"The data folder (PIPELINE_DATA). Default: {ServerOptions.DefaultDataFolder}. When AzureWebJobsStorage is set it is unused, and a crashed server's successor waits PIPELINE_LEASE_SECONDS (15 to 60, default 30).",
    };

    private static readonly Option<string?> PublicUrl = new("--public-url")
    {
        Description = "The address under which people reach the server, for links (PIPELINE_PUBLIC_URL).",
    };

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log everything." };

    private static readonly Option<string?> LogFormat = new("--log-format")
    {
        Description = "How the log is written: text or json (PIPELINE_LOG_FORMAT). Default: text.",
    };

    /// <summary>The command under its own name.</summary>
    public static Command Create() => AddTo(new Command("serve", "Serve the HTTP API and run pipelines until Ctrl+C."));

    /// <summary>Makes a command serve: the program without a verb does.</summary>
    public static T AddTo<T>(T command)
        where T : Command
    {
        command.Add(Urls);
        command.Add(Data);
        command.Add(PublicUrl);
        command.Add(Verbose);
        command.Add(LogFormat);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
                var options = ServerOptionsReader.Read(
                    parsed.GetValue(Urls), parsed.GetValue(Data), parsed.GetValue(PublicUrl), parsed.GetValue(LogFormat), parsed.GetValue(Verbose), environment);
                return await Server.RunAsync(options, parsed.InvocationConfiguration.Output, cancellationToken);
            }
            catch (Exception exception) when (StartupFailure.Explain(exception) is { } line)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(line);
                return 1;
            }
        });
        return command;
    }
}
