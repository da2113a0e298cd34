using System.Text;

namespace Pipeline.Definitions.Tests.Documents;

/// <summary>Documents that are nearly right, and some that never were.</summary>
internal static class MutatedDocument
{
    private static readonly string[] Pieces =
    [
        "&a ", "*a", "{", "}", "[", "]", "\"", "'", "\t", "\n", "\r\n", "---\n", "...\n", "!!int ", "!!str ", "!x ", "|", ">-", "|+9", "%YAML 9.9\n", "%YAML 99999999999.1\n",
        "? ", ": ", "- ", "#", "<<: *a", "${", "}", "${parameters.x}", "\0", "\ud800", "\ufeff", "\u2028", "\\u", "\\", ",", "null", "~", "true", "1e999999", "0x", "-0", ".5", "999999999999999999999999999999999999999",
        "dependsOn: [smoke]", "\"dependsOn\":[\"b\"]", "id", "type", "with", "timeout: 9999999999d", "  ", "        ", "é", "한국어", "𝄞", "@", "`", "[[[[[[[[[[", "{{{{{{{{", "a: b: c",
    ];

    public static string From(string document, Tape tape)
    {
        var text = new StringBuilder(tape.Choose(8) == 1 ? "" : document);
        for (var left = 1 + tape.Choose(8); left > 0; left--)
        {
            var at = tape.Choose(text.Length + 1);
            var length = Math.Min(tape.Choose(1, 1, 1, 3, 10, 60), text.Length - at);
            switch (tape.Choose(6))
            {
                case 0 or 1:
                    text.Insert(at, tape.Choose(Pieces));
                    break;
                case 2:
                    text.Remove(at, length);
                    break;
                case 3:
                    text.Insert(tape.Choose(text.Length + 1), text.ToString(at, length));
                    break;
                case 4:
                    text.Remove(at, length).Insert(at, tape.Choose(Pieces));
                    break;
                default:
                    text.Insert(at, string.Concat(Enumerable.Repeat(tape.Choose(Pieces), 1 + tape.Choose(200))));
                    break;
            }
        }

        return text.ToString();
    }
}
