using System.CommandLine;

namespace Pipeline.Functions.Commands;

/// <summary><c>pipeline apply -f FILE…</c>: makes the server's pipelines be as the files say. Nothing is sent while any file has a fault.</summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        var files = FilesOption.Create();
        return new Command("apply", "Create or update pipelines from files.") { files }.WithServer((api, parsed, cancellationToken) => parsed.ReportUnreadableAsync(async () =>
        {
            var output = parsed.InvocationConfiguration;
            var read = await PipelineFile.ReadAllAsync(parsed.GetRequiredValue(files)).ToListAsync(cancellationToken);
            foreach (var fault in read.SelectMany(file => file.Faults()))
                await output.Error.WriteLineAsync(fault);
            if (read.Any(file => !file.Parsed.IsValid))
                return 1;

            foreach (var file in read)
            {
                var path = $"/api/pipelines/{Uri.EscapeDataString(file.Parsed.Definition!.Name)}";
                var answer = await api.PutDocumentAsync(path, file.Text, file.MediaType, cancellationToken);
                await output.Output.WriteLineAsync($"{file.Path}: pipeline {answer["name"]}, revision {answer["revision"]}");
            }

            return 0;
        }));
    }
}
