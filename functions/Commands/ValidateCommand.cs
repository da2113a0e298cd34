using System.CommandLine;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline validate -f FILE…</c>: tells every fault of pipeline documents, without a server.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = FilesOption.Create();
        var command = new Command("validate", "Check pipeline documents, without a server.") { files };
        command.SetAction((parsed, _) => parsed.ReportUnreadableAsync(async () =>
        {
            var output = parsed.InvocationConfiguration;
            var failed = false;
            await foreach (var file in PipelineFile.ReadAllAsync(parsed.GetRequiredValue(files)))
            {
                foreach (var fault in file.Faults())
                    await output.Error.WriteLineAsync(fault);
                if (file.Parsed.IsValid)
                    await output.Output.WriteLineAsync($"{file.Path}: pipeline {file.Parsed.Definition.Name} is valid ({file.Parsed.Definition.Stages.Count} stages)");
                failed |= !file.Parsed.IsValid;
            }

            return failed ? 1 : 0;
        }));
        return command;
    }
}
