using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Connectors.Http;
using Pipeline.Definitions.Artifacts;
using Pipeline.Definitions.Durations;
using Pipeline.Definitions.Expressions;
using Pipeline.Stages.Artifacts;
using Pipeline.Stages.Feature;

namespace Pipeline.Stages.Kernel;

/// <summary>Finds what expressions ask for: texts at URLs, within the rules of outgoing calls, pipelines, and contents of the run's artifacts.</summary>
internal sealed class ExpressionLookups(IServiceProvider services, TimeProvider time)
{
    /// <summary>How long all look-ups of a stage may take together: they come before its own time begins.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="run">The run whose stage asks.</param>
    /// <param name="lookup">What is asked for.</param>
    /// <param name="deadline">When the stage's look-ups have had their time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException">The program stops.</exception>
    public async ValueTask<ExpressionAnswer> FindAsync(string run, ExpressionLookup lookup, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var left = deadline - time.GetUtcNow();
        using var timeUp = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        try
        {
            return lookup.Kind switch
            {
                ExpressionLookupKind.UrlText => await FetchAsync(new(lookup.Key, UriKind.Absolute), either.Token),
                ExpressionLookupKind.PipelineId => await FindPipelineAsync(lookup.Key, either.Token),
                ExpressionLookupKind.ArtifactContent => await FindContentAsync(run, lookup.Key, either.Token),
                _ => throw new ArgumentOutOfRangeException(nameof(lookup), lookup.Kind, "Not a kind of look-up."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fault($"What the stage's expressions ask for outside the run took longer than {Duration.Format(Limit)}.");
        }
    }

    private async ValueTask<ExpressionAnswer> FindPipelineAsync(string name, CancellationToken cancellationToken) =>
        new() { Value = await services.GetRequiredService<IChildPipelines>().FindAsync(name, cancellationToken) is null ? null : name };

    private async ValueTask<ExpressionAnswer> FindContentAsync(string run, string reference, CancellationToken cancellationToken)
    {
        // Whoever runs a pipeline may not see every other one's: a reference that was written by hand leads nowhere.
        if (!StoredContent.TryParse(reference, out var content) || content.Run != run)
            return Fault($"The content '{reference}' is not one of this run's artifacts.");
        return await services.GetRequiredService<ArtifactContents>().FindAsync(content, cancellationToken) is { } bytes
            ? new() { Value = Convert.ToBase64String(bytes.Span) }
            : Fault($"The content '{reference}' is not kept any more.");
    }

    private async ValueTask<ExpressionAnswer> FetchAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await services.GetRequiredService<OutboundHttp>().SendAsync(new() { Method = "GET", Url = url }, cancellationToken);
            return answer switch
            {
                { StatusCode: < 200 or > 299 } => Fault(string.Create(CultureInfo.InvariantCulture, $"'{url.Host}' answered with status {answer.StatusCode}.")),
                { Truncated: true } => Fault($"What '{url.Host}' answered is longer than {answer.Body.Length:N0} bytes."),
                _ => new() { Value = Utf8.GetString(answer.Body.Span).TrimStart('\uFEFF') },
            };
        }
        catch (DecoderFallbackException)
        {
            return Fault($"What '{url.Host}' answered is not UTF-8 text.");
        }
        catch (Exception exception) when (exception is AddressRefusedException or OutboundCallException)
        {
            return Fault(exception.Message);
        }
    }

    private static ExpressionAnswer Fault(string fault) => new() { Fault = fault };
}
