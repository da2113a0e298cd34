using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;

namespace Pipeline.Functions.Commands;

/// <summary>
/// <c>pipeline apply -f FILE…</c>: makes the server's templates and pipelines be as the files say, templates first. Nothing is sent while any file has a fault. Applications
/// that do not exist yet are made, which needs an administrator.
/// </summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        var files = FilesOption.Create();
        return new Command("apply", "Create or update pipelines and templates from files, and the applications that they name.") { files }.WithServer((api, parsed, cancellationToken) => parsed.ReportUnreadableAsync(async () =>
        {
            var output = parsed.InvocationConfiguration;
            var read = await PipelineFile.ReadAllAsync(parsed.GetRequiredValue(files)).ToListAsync(cancellationToken);
            foreach (var fault in read.SelectMany(file => file.Faults()))
                await output.Error.WriteLineAsync(fault);
            if (read.Any(file => !file.IsValid))
                return 1;

            foreach (var file in read.OrderBy(file => file.Template is null))
            {
                try
                {
                    if (file.Application is { } application && await MakeApplicationAsync(api, application, cancellationToken))
                        await output.Output.WriteLineAsync($"{file.Path}: application {application} is made");
                    var answer = await api.PutDocumentAsync(file.Address, file.Text, file.MediaType, cancellationToken);
                    var of = answer["template"] is { } template ? $", of template {template["name"]}, revision {template["revision"]}" : "";
                    await output.Output.WriteLineAsync($"{file.Path}: {file.Subject}, revision {answer["revision"]}{of}");
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
