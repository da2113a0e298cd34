using System.CommandLine;
using Pipeline.Functions.Hosting;
using Pipeline.Storage;
using Pipeline.Storage.Embedded;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline backup FILE [--data FOLDER]</c>: one moment of everything in one file, while the server runs or not.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The backup to make; must not exist yet." };
        var data = DataFolder();
        var command = new Command("backup", "Back a data folder up into one file.") { file, data };
        command.SetAction((parsed, cancellationToken) => parsed.ReportRefusalAsync(async () =>
        {
            var made = await StorageBackup.CreateAsync(parsed.GetRequiredValue(data), parsed.GetRequiredValue(file), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{made.Path}: {made.Bytes:N0} bytes");
        }));
        return command;
    }

    /// <summary>The option that names the data folder, with the server's own default.</summary>
    internal static Option<string> DataFolder() => new("--data")
    {
        Description = "The data folder (PIPELINE_DATA).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PIPELINE_DATA") ?? ServerOptions.DefaultDataFolder,
    };

    /// <summary>Carries out an action; a refusal of the storage becomes one line and exit code 1.</summary>
    internal static async Task<int> ReportRefusalAsync(this ParseResult parsed, Func<Task> action)
    {
        try
        {
            await action();
            return 0;
        }
        catch (StorageException exception)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
