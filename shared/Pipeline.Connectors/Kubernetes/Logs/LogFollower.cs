using System.Runtime.CompilerServices;
using System.Text;
using Pipeline.Connectors.Kubernetes.Transport;

namespace Pipeline.Connectors.Kubernetes.Logs;

/// <summary>
/// Follows a container's log until the container ends. Lines are asked for with their moments, so that after a broken connection it goes on
/// behind the last one seen.
/// </summary>
internal sealed class LogFollower(ClusterTransport transport, TimeProvider time)
{
    /// <summary>How many connections in a row may bring nothing but failures before the log is given up.</summary>
    private const int MostFailures = 5;

    /// <summary>How long a line can be; a longer one comes in pieces.</summary>
    private const int LongestLine = 1024 * 1024;

    /// <inheritdoc cref="IKubernetesClient.FollowLogAsync"/>
    public async IAsyncEnumerable<string> FollowAsync(string @namespace, string pod, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (last, failures) = ((string?)null, 0);
        while (true)
        {
            KubernetesException? broken = null;
            await using (var lines = OpenAsync(@namespace, pod, Behind(options, last), cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (true)
                {
                    try
                    {
                        if (!await lines.MoveNextAsync())
                            break;
                    }
                    catch (KubernetesException exception) when (exception.IsPassing && failures < MostFailures)
                    {
                        broken = exception;
                        break;
                    }

                    var line = LogLine.Parse(lines.Current);
                    if (line.Stamp is not null && last is not null && !IsAfter(line.Stamp, last))
                        continue;
                    (last, failures) = (line.Stamp ?? last, 0);
                    yield return options.HasTimestamps ? lines.Current : line.Text;
                }
            }

            if (broken is null)
                yield break;
            await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, failures++) / 2), time, cancellationToken);
        }
    }

    /// <summary>The server counts from whole seconds on some runtimes, so that lines already seen can come again.</summary>
    private static LogOptions Behind(LogOptions options, string? last) => last is null
        ? options with { HasTimestamps = true }
        : options with { HasTimestamps = true, TailLines = null, Since = LogLine.MomentOf(last) };

    private static bool IsAfter(string one, string other) => (LogLine.MomentOf(one), LogLine.MomentOf(other)) is var (left, right) && left == right
        ? string.CompareOrdinal(one, other) > 0
        : left > right;

    private async IAsyncEnumerable<string> OpenAsync(string @namespace, string pod, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = ApiRequest.Get(LogAddress.Of(@namespace, pod, options, follows: true), LogAddress.PurposeOf(@namespace, pod, options)) with { Accept = "*/*", IsPatient = true };
        using var response = await transport.OpenAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var lines = Lines.ReadAsync(stream, LongestLine, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await transport.ContinueAsync(request, lines.MoveNextAsync, cancellationToken))
            yield return Encoding.UTF8.GetString(lines.Current);
    }
}
