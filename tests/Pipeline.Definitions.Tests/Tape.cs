namespace Pipeline.Definitions.Tests;

/// <summary>Choices that a property test makes from generated numbers, so that a failing case shrinks as its numbers do; 0 when they are used up.</summary>
internal sealed class Tape(int[] numbers)
{
    private int next;

    public int Choose(int count) => next < numbers.Length ? (int)((uint)numbers[next++] % (uint)count) : 0;

    public T Choose<T>(params IReadOnlyList<T> values) => values[Choose(values.Count)];

    public override string ToString() => string.Join(", ", numbers);
}
