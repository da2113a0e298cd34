using System.CommandLine;

namespace Pipeline.Functions.Commands;

/// <summary>The files that a command reads, and the one clear line when one of them cannot be read.</summary>
internal static class FilesOption
{
    public static Option<string[]> Create() => new("--file", "-f")
    {
        Description = "A pipeline document, a folder of them, or - for standard input; may be repeated.",
        HelpName = "path",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Carries out an action; a file that cannot be read becomes a line and exit code 1.</summary>
    public static async Task<int> ReportUnreadableAsync(this ParseResult parsed, Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
