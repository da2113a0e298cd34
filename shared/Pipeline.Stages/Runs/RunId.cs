using System.Security.Cryptography;

namespace Pipeline.Stages.Runs;

/// <summary>Ids of runs: 26 lower-case letters and digits (a ULID) whose ordinal order is the order in which the runs were made.</summary>
public static class RunId
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;

    /// <summary>A new id: 48 bits of time in milliseconds, then 80 random bits.</summary>
    public static string New(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        var value = (UInt128)(ulong)now.ToUnixTimeMilliseconds();
        foreach (var part in random)
            value = (value << 8) | part;
        return Write(value);
    }

    /// <summary>The least id that a run made at this time can have: ids of runs made earlier are less.</summary>
    public static string Least(DateTimeOffset time) => Write((UInt128)(ulong)Math.Max(time.ToUnixTimeMilliseconds(), 0) << 80);

    /// <summary>When a run of this id was made, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(string id)
    {
        const int DigitsOfTime = 10;
        var milliseconds = 0L;
        foreach (var digit in id.AsSpan(0, DigitsOfTime))
            milliseconds = (milliseconds << 5) | (long)Digits.IndexOf(digit, StringComparison.Ordinal);
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsWellFormed(string text) => text.Length == Length && text.All(digit => Digits.Contains(digit, StringComparison.Ordinal));

    /// <summary>The id mirrored digit by digit, so that ordinal order is newest first. Mirroring again gives the id back.</summary>
    public static string Mirror(string id) => string.Create(id.Length, id, static (text, source) =>
    {
        for (var index = 0; index < text.Length; index++)
            text[index] = Digits[31 - Digits.IndexOf(source[index], StringComparison.Ordinal)];
    });

    private static string Write(UInt128 value) => string.Create(Length, value, static (text, rest) =>
    {
        for (var index = text.Length - 1; index >= 0; index--, rest >>= 5)
            text[index] = Digits[(int)(rest & 31)];
    });
}
