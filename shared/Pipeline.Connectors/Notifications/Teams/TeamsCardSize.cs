using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipeline.Connectors.Notifications.Teams;

/// <summary>Makes cards small enough.</summary>
internal static class TeamsCardSize
{
    /// <summary>
    /// The bytes of a posted message. Microsoft documents 28 KB, which count what Teams adds to the card as well: senders have seen refusals
    /// from about 21 KB on.
    /// </summary>
    public const int MaximumBytes = 21_000;

    // A Korean syllable takes three bytes so, not six. Nothing here goes into HTML.
    private static readonly TeamsJson Json = new(new(TeamsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The largest form of a message that fits: first its text is cut, then fields are left out from the end, actions never.</summary>
    /// <returns>The JSON; null when even the actions and the title are too much.</returns>
    public static byte[]? Fit(NotificationMessage message)
    {
        var fields = message.Fields.Count;
        if (Write(message, int.MaxValue, fields) is { Length: <= MaximumBytes } whole)
            return whole;
        return Largest(message.Text.Length, length => Write(message, length, fields)) ?? Largest(fields, count => Write(message, 0, count));
    }

    /// <summary>The result of the greatest number from 0 on whose result fits; larger numbers make larger results.</summary>
    private static byte[]? Largest(int greatest, Func<int, byte[]> write)
    {
        var (fits, tooMuch) = (-1, greatest + 1);
        byte[]? best = null;
        while (tooMuch - fits > 1)
        {
            var middle = fits + ((tooMuch - fits) / 2);
            var written = write(middle);
            if (written.Length <= MaximumBytes)
                (fits, best) = (middle, written);
            else
                tooMuch = middle;
        }

        return best;
    }

    private static byte[] Write(NotificationMessage message, int textLength, int facts) =>
        JsonSerializer.SerializeToUtf8Bytes(new TeamsMessage([new(AdaptiveCards.Of(message, textLength, facts))]), Json.TeamsMessage);
}
