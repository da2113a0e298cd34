namespace Pipeline.Stages.Settings;

/// <summary>A setting whose fields depend on one another in a way that its schema does not say.</summary>
public interface ICheckedSetting
{
    /// <summary>What is wrong, field by field; empty when nothing is. No message holds a secret.</summary>
    IEnumerable<SettingFault> Check();
}

/// <summary>Something that is wrong with a setting.</summary>
/// <param name="Field">The field.</param>
/// <param name="Message">What is wrong and how to put it right.</param>
public sealed record SettingFault(string Field, string Message);
