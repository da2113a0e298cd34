using System.Globalization;
using System.Text.Encodings.Web;
using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Values;

/// <summary>Values as JSON text on one line.</summary>
internal sealed class JsonText(EvaluationContext context)
{
    // The text goes into stage inputs, not into a page, so that only what JSON itself requires is escaped.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly List<object> _pieces = [];
    private long _length;

    /// <summary>A <see cref="string"/>, or a <see cref="SecretText"/> when a secret is in it.</summary>
    public static object Write(object? value, EvaluationContext context)
    {
        var writer = new JsonText(context);
        writer.Append(value, depth: 0);
        return SecretText.Concat(writer._pieces);
    }

    private void Append(object? value, int depth)
    {
        context.Spend();
        context.CheckDepth(depth);
        switch (value)
        {
            case null: Append("null"); break;
            case string or SecretText: AppendText(value); break;
            case double number: Append(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case LiteralValue literal: Append(literal.Value, depth + 1); break;
            case bool or long: Append(TextForm.OfScalar(value)!); break;
            case ListValue list: AppendSeries('[', ']', list.Items, item => Append(item, depth + 1)); break;
            case MapValue map:
                AppendSeries('{', '}', map.Entries, entry =>
                {
                    AppendText(entry.Key);
                    Append(":");
                    Append(entry.Value, depth + 1);
                });
                break;
            default:
                AppendText(TextForm.OfScalar(value) ?? throw new ExpressionException($"JSON cannot hold {ValueKinds.NameOf(value)}."));
                break;
        }
    }

    private void AppendSeries<T>(char open, char close, IEnumerable<T> items, Action<T> append)
    {
        Append(open.ToString());
        var first = true;
        foreach (var item in items)
        {
            if (!first) Append(",");
            first = false;
            append(item);
        }
        Append(close.ToString());
    }

    private void AppendText(object text)
    {
        Append("\"");
        if (text is string plain) Append(Encoder.Encode(plain));
        foreach (var part in text is SecretText secret ? secret.Parts : [])
        {
            if (part is SecretPart.Plain words) Append(Encoder.Encode(words.Text));
            else Append(new SecretText([part]).Encode(SecretEncoding.Json));
        }
        Append("\"");
    }

    private void Append(string piece)
    {
        context.CheckText(_length += piece.Length);
        _pieces.Add(piece);
    }

    private void Append(SecretText piece)
    {
        context.CheckText(_length += piece.Length);
        _pieces.Add(piece);
    }
}
