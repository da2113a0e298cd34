using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>
/// <c>pipeline apply -f FILE…</c>: makes the server's pipelines be as the files say. Nothing is sent while any file has a fault. Applications
/// that do not exist yet are made, which needs an administrator.
/// </summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        var files = FilesOption.Create();
        return new Command("apply", "Create or update pipelines from files, and the applications that they name.") { files }.WithServer((api, parsed, cancellationToken) => parsed.ReportUnreadableAsync(async () =>
        {
            var output = parsed.InvocationConfiguration;
            var read = await PipelineFile.ReadAllAsync(parsed.GetRequiredValue(files)).ToListAsync(cancellationToken);
            foreach (var fault in read.SelectMany(file => file.Faults()))
                await output.Error.WriteLineAsync(fault);
            if (read.Any(file => !file.Parsed.IsValid))
                return 1;

            foreach (var file in read)
            {
                try
                {
                    if (await MakeApplicationAsync(api, file.Parsed.Definition!.Application, cancellationToken))
                        await output.Output.WriteLineAsync($"{file.Path}: application {file.Parsed.Definition.Application} is made");
                    var path = $"/api/pipelines/{Uri.EscapeDataString(file.Parsed.Definition.Name)}";
                    var answer = await api.PutDocumentAsync(path, file.Text, file.MediaType, cancellationToken);
                    await output.Output.WriteLineAsync($"{file.Path}: pipeline {answer["name"]}, revision {answer["revision"]}");
                }
                catch (PipelineApiException exception) when (exception.StatusCode is { } status && status != HttpStatusCode.Unauthorized)
                {
                    await output.Error.WriteLineAsync($"{file.Path}: {exception.Message}");
                    return 1;
                }
            }

            return 0;
        }));
    }

    private static async Task<bool> MakeApplicationAsync(PipelineApi api, string application, CancellationToken cancellationToken)
    {
        var path = $"/api/applications/{Uri.EscapeDataString(application)}";
        try
        {
            await api.GetAsync(path, cancellationToken);
            return false;
        }
        catch (PipelineApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            await api.SendAsync(HttpMethod.Put, path, new JsonObject(), cancellationToken);
            return true;
        }
    }
}
