using System.CommandLine;
using Pipeline.Stages.Catalog;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline reference --out FOLDER</c>: writes the reference pages of all stage types.</summary>
internal static class ReferenceCommand
{
    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--out") { Description = "Where the pages go.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("docs", "stages")) };
        var command = new Command("reference", "Write the reference pages of the stage types.") { folder };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetRequiredValue(folder);
            target.Create();
            foreach (var (name, page) in StageReferencePage.All())
                await File.WriteAllTextAsync(Path.Combine(target.FullName, name), page, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{StageCatalog.All.Count} pages written to {target.FullName}");
            return 0;
        });
        return command;
    }
}
