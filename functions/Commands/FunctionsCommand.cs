using System.CommandLine;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Triggers.Declarations;
using Pipeline.Storage.Azure;

namespace Pipeline.Functions.Commands;

/// <summary>
/// <c>pipeline functions --out FOLDER</c>: writes what the Functions host must know of this program, a folder with a <c>function.json</c>
/// for each function. Publishing does it.
/// </summary>
internal static class FunctionsCommand
{
    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--out") { Description = "Where the folders go.", Required = true };
        var command = new Command("functions", "Write a folder with a function.json for each function of the Azure function app.") { folder };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetRequiredValue(folder);
            var functions = await DeclareAsync();
            DeleteOthers(target, functions);
            foreach (var function in functions)
            {
                var path = target.CreateSubdirectory(function.Name).FullName;
                await File.WriteAllTextAsync(Path.Combine(path, "function.json"), function.ToJson(), cancellationToken);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{functions.Count} functions written to {target.FullName}");
            return 0;
        });
        return command;
    }

    // An earlier program's functions: the host would invoke them, and nobody would answer.
    private static void DeleteOthers(DirectoryInfo target, IReadOnlyList<FunctionDeclaration> functions)
    {
        var names = functions.Select(static function => function.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var folder in target.Exists ? target.EnumerateDirectories() : [])
        {
            if (!names.Contains(folder.Name) && folder.EnumerateFileSystemInfos().Select(static file => file.Name).SequenceEqual(["function.json"]))
                folder.Delete(recursive: true);
        }
    }

    /// <summary>The functions of this program. It is built as for the Functions host, but not started: nothing is read from any storage.</summary>
    internal static async Task<IReadOnlyList<FunctionDeclaration>> DeclareAsync()
    {
        await using var storage = new AzureStorage(StorageConnectionString.Parse("UseDevelopmentStorage=true"), TimeProvider.System);
        await using var application = ServerApplication.Build(new ServerOptions { Mode = HostingMode.Functions }, storage, CancellationToken.None);
        return FunctionDeclarations.Of(application);
    }
}
