using Microsoft.Extensions.Logging.Console;
using Pipeline.Functions.Observability;

namespace Pipeline.Functions.Hosting;

/// <summary>The console log: one line an entry; the framework speaks only when something is wrong.</summary>
internal static class ServerLogging
{
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static void ConfigureForServer(this ILoggingBuilder logging, bool verbose, LogFormat format)
    {
        logging.ClearProviders();
        if (format is LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = Timestamp;
                console.IncludeScopes = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = Timestamp + " ";
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        logging.AddFilter("Microsoft", verbose ? LogLevel.Information : LogLevel.Warning);
        // A start that fails is told in one line by whoever started it; what the host calls critical is still logged.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", verbose ? LogLevel.Information : LogLevel.Critical);

        // It tells the path of every request, in an entry or around each: that of an approval link is a secret.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("System", verbose ? LogLevel.Information : LogLevel.Warning);
    }
}
