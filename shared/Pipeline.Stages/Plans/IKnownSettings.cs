namespace Pipeline.Stages.Plans;

/// <summary>Which secrets and settings there are. Whoever asks gets no values, and nothing outside is asked.</summary>
public interface IKnownSettings
{
    /// <summary>Whether runs of an application may use a secret of that name.</summary>
    ValueTask<bool> HasSecretAsync(string application, string name, CancellationToken cancellationToken);

    /// <summary>Whether runs of an application may use a setting of that kind and name.</summary>
    ValueTask<bool> HasSettingAsync(string application, string kind, string name, CancellationToken cancellationToken);
}
