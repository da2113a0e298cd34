using System.Text.Json.Nodes;

namespace Pipeline.Connectors.Kubernetes;

/// <summary>Changes to objects that others change too.</summary>
public static class ObjectChanges
{
    /// <summary>How often an object is read anew at most, as client-go has it.</summary>
    private const int MostTries = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads an object, changes it and replaces that very version; when somebody was faster, again with what there is then.</summary>
    /// <param name="client">The API.</param>
    /// <param name="reference">The object.</param>
    /// <param name="change">Changes it in place; called anew with each version read. False: there is nothing to change.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="time">Measures the pauses.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The object as stored, or as read where nothing was to be changed; null when there is none.</returns>
    /// <exception cref="KubernetesException">Somebody was faster five times (<see cref="KubernetesFailure.Conflict"/>), or the server refuses.</exception>
    public static async Task<JsonObject?> ChangeAsync(
        this IKubernetesClient client, ObjectReference reference, Func<JsonObject, bool> change, WriteOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var present = await client.FindAsync(reference, cancellationToken);
            if (present is null || !change(present))
                return present;
            try
            {
                return await client.ReplaceAsync(present, options, cancellationToken);
            }
            catch (KubernetesException exception) when (exception.Failure is KubernetesFailure.Conflict && attempt < MostTries)
            {
                await Task.Delay(FirstPause * Math.Pow(2, attempt), time, cancellationToken);
            }
        }
    }
}
