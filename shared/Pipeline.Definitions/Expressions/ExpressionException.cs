namespace Pipeline.Definitions.Expressions;

/// <summary>
/// Stops the parsing or evaluation of one expression. It never leaves this namespace: <see cref="ExpressionTemplate"/> and
/// <see cref="ExpressionSyntax"/> turn it into an <see cref="ExpressionFault"/>.
/// </summary>
internal sealed class ExpressionException(string reason, int position = ExpressionException.Unplaced) : Exception(reason)
{
    /// <summary>The position of a failure that knows no place yet; the node being evaluated supplies it.</summary>
    public const int Unplaced = -1;

    /// <summary>Offset in the template string, or <see cref="Unplaced"/>.</summary>
    public int Position { get; } = position;

    public ExpressionException PlacedAt(int position) => new(Message, position);
}
