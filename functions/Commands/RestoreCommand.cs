using System.CommandLine;
using Pipeline.Storage.Embedded;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline restore FILE [--data FOLDER]</c>: makes an empty data folder from a backup.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The backup." };
        var data = BackupCommand.DataFolder();
        var command = new Command("restore", "Make an empty data folder from a backup.") { file, data };
        command.SetAction((parsed, cancellationToken) => parsed.ReportRefusalAsync(async () =>
        {
            await StorageBackup.RestoreAsync(parsed.GetRequiredValue(file), parsed.GetRequiredValue(data), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetValue(data)} is restored from {parsed.GetValue(file)}. Start the server on it.");
        }));
        return command;
    }
}
