using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pipeline.Simulators.Git;

/// <summary>Hands HTTP requests to <c>git http-backend</c>, a CGI program (RFC 3875).</summary>
/// <param name="program">The program <c>git</c>.</param>
/// <param name="repositories">The folder whose folders are the repositories.</param>
/// <param name="speaksProtocolV2">Whether it answers as a server of today.</param>
public sealed class GitHttpBackend(string program, string repositories, bool speaksProtocolV2)
{
    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context, string user)
    {
        using var process = Process.Start(StartOf(context.Request, user))!;
        var errors = process.StandardError.ReadToEndAsync(context.RequestAborted);
        try
        {
            var sending = SendAsync(context.Request, process);
            var output = process.StandardOutput.BaseStream;
            foreach (var (name, value) in await HeadersAsync(output, context.RequestAborted))
            {
                if (name.Equals("Status", StringComparison.OrdinalIgnoreCase))
                    context.Response.StatusCode = int.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);
                else
                    context.Response.Headers.Append(name, value);
            }

            await output.CopyToAsync(context.Response.Body, context.RequestAborted);
            await sending;
            await process.WaitForExitAsync(context.RequestAborted);
            await errors;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo StartOf(HttpRequest request, string user)
    {
        var start = GitProcess.StartOf(program, repositories, ["http-backend"]);
        var environment = start.Environment;
        environment["GIT_PROJECT_ROOT"] = repositories;
        environment["GIT_HTTP_EXPORT_ALL"] = "1";
        environment["PATH_INFO"] = request.Path;
        environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?');
        environment["REQUEST_METHOD"] = request.Method;
        environment["REMOTE_USER"] = user;
        environment["REMOTE_ADDR"] = "127.0.0.1";
        environment["CONTENT_TYPE"] = request.ContentType;
        environment["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding;
        if (request.ContentLength is { } length)
            environment["CONTENT_LENGTH"] = length.ToString(CultureInfo.InvariantCulture);
        if (speaksProtocolV2)
            environment["GIT_PROTOCOL"] = request.Headers["Git-Protocol"];
        return start;
    }

    private static async Task SendAsync(HttpRequest request, Process process)
    {
        try
        {
            await request.Body.CopyToAsync(process.StandardInput.BaseStream, request.HttpContext.RequestAborted);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It needs no more of the request; its answer says what it thinks of it.
        }
    }

    private static async Task<IReadOnlyList<(string Name, string Value)>> HeadersAsync(Stream output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var letter = new byte[1];
        while (!text.ToString().EndsWith("\n\n", StringComparison.Ordinal) && await output.ReadAsync(letter, cancellationToken) > 0)
        {
            if (letter[0] != '\r')
                text.Append((char)letter[0]);
        }

        return
        [
            .. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line.Split(": ", 2))
                .Where(static parts => parts.Length == 2)
                .Select(static parts => (parts[0], parts[1])),
        ];
    }
}
