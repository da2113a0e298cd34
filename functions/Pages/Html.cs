using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Pipeline.Functions.Pages;

/// <summary>
/// A piece of HTML, written as an interpolated string: the literal parts are markup, every value in a hole is encoded, unless it is HTML itself.
/// <code>Html.Of($"&lt;p&gt;{text}&lt;/p&gt;")</code>
/// </summary>
public sealed class Html
{
    private readonly string _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>Nothing.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>Makes HTML of markup with encoded values.</summary>
    public static Html Of(ref Markup markup) => new(markup.Finish());

    /// <summary>Markup that a program wrote, taken as it is: never text that came from outside.</summary>
    public static Html OfMarkup(string markup) => new(markup);

    /// <summary>Puts pieces one behind the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece._markup)));

    /// <inheritdoc/>
    public override string ToString() => _markup;

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        /// <summary>Called by the compiler.</summary>
        public Markup(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

        /// <summary>Markup, taken as it is.</summary>
        public void AppendLiteral(string markup) => _text.Append(markup);

        /// <summary>HTML made before, taken as it is.</summary>
        public void AppendFormatted(Html? html) => _text.Append(html?._markup);

        /// <summary>Several pieces of HTML.</summary>
        public void AppendFormatted(IEnumerable<Html> pieces)
        {
            foreach (var piece in pieces)
                _text.Append(piece._markup);
        }

        /// <summary>Text, encoded for elements and quoted attributes alike.</summary>
        public void AppendFormatted(string? text)
        {
            if (text is not null)
                _text.Append(HtmlEncoder.Default.Encode(text));
        }

        /// <summary>A number.</summary>
        public void AppendFormatted(long number) => _text.Append(number);

        internal string Finish() => _text.ToString();
    }
}
