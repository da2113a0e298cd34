using System.CommandLine;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline validate -f FILE…</c>: tells every fault of documents of pipelines and templates, without a server.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = FilesOption.Create();
        var command = new Command("validate", "Check documents of pipelines and templates, without a server.") { files };
        command.SetAction((parsed, _) => parsed.ReportUnreadableAsync(async () =>
        {
            var output = parsed.InvocationConfiguration;
            var failed = false;
            await foreach (var file in PipelineFile.ReadAllAsync(parsed.GetRequiredValue(files)))
            {
                foreach (var fault in file.Faults())
                    await output.Error.WriteLineAsync(fault);
                if (file.IsValid)
                    await output.Output.WriteLineAsync($"{file.Path}: {file.Subject} is valid{Extent(file)}");
                failed |= !file.IsValid;
            }

            return failed ? 1 : 0;
        }));
        return command;
    }

    private static string Extent(PipelineFile file) => file switch
    {
        { Template: { } template } => $" ({template.Variables.Count} variables)",
        { Instance: { } instance } => $" as far as can be told without the template {instance.Template}",
        _ => $" ({file.Parsed.Definition!.Stages.Count} stages)",
    };
}
