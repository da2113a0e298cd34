using System.Text.RegularExpressions;

namespace Pipeline.Functions.Access;

/// <summary>Which names subjects, applications and what hangs on them may have.</summary>
public static partial class Names
{
    /// <summary>The rule for <see cref="IsSubject"/> in words.</summary>
    public const string SubjectRule = "1 to 128 characters of a-z, 0-9 and . _ @ + -, the first a letter or digit";

    /// <summary>The rule for <see cref="IsApplication"/> in words.</summary>
    public const string ApplicationRule = "1 to 63 characters of a-z, 0-9 and -, the first and last a letter or digit";

    /// <summary>The rule for <see cref="IsSecret"/> in words.</summary>
    public const string SecretRule = "1 to 128 characters of A-Z, a-z, 0-9, _ and -, the first a letter";

    /// <summary>The rule for <see cref="IsSetting"/> in words.</summary>
    public const string SettingRule = "1 to 63 characters of a-z, 0-9 and -, the first and last a letter or digit";

    /// <summary>Whether a text can name a person or a program.</summary>
    public static bool IsSubject(string text) => Subject().IsMatch(text);

    /// <summary>Whether a text can name an application.</summary>
    public static bool IsApplication(string text) => Application().IsMatch(text);

    /// <summary>Whether a text can name a secret, which expressions write as <c>secrets.name</c> or <c>secrets['name']</c>.</summary>
    public static bool IsSecret(string text) => Secret().IsMatch(text);

    /// <summary>Whether a text can name a setting.</summary>
    public static bool IsSetting(string text) => Application().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._@+-]{0,127}\z")]
    private static partial Regex Subject();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Application();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex Secret();
}
