using System.CommandLine;

namespace Pipeline.Functions.Commands;

/// <summary>All verbs that are not the server itself.</summary>
internal static class CommandLine
{
    /// <summary>Adds them to the root command.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(ApplyCommand.Create());
        root.Add(ValidateCommand.Create());
        root.Add(RunCommand.Create());
        root.Add(RerunCommand.Create());
        root.Add(GetCommand.Create());
        root.Add(LogsCommand.Create());
        root.Add(ApproveCommand.Create());
        root.Add(CancelCommand.Create());
        root.Add(TokenCommand.Create());
        root.Add(BackupCommand.Create());
        root.Add(RestoreCommand.Create());
        root.Add(ReferenceCommand.Create());
        root.Add(FunctionsCommand.Create());
    }
}
