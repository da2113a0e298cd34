using Microsoft.AspNetCore.Http.Features;
using Pipeline.Simulators.FunctionsHost.Handlers;

namespace Pipeline.Simulators.FunctionsHost.Triggers;

/// <summary>Sends a request on to the handler with its path, headers and body, and passes the answer back.</summary>
internal static class RequestForwarder
{
    public static async Task ForwardAsync(HttpContext context, Handler handler, bool buffers)
    {
        using var request = Copy(context);
        try
        {
            using var answer = await handler.SendAsync(
                request, buffers ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            {
                if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                    context.Response.Headers[name] = values.ToArray();
            }

            await CopyAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), context);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
    }

    private static HttpRequestMessage Copy(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target);
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
        if (hasBody)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name is "Transfer-Encoding" or "Connection" or "Host")
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        request.Headers.Host = context.Request.Host.Value;
        return request;
    }

    private static async Task CopyAsync(Stream content, HttpContext context)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
