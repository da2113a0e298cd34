using Pipeline.Definitions.Expressions.Evaluation;

namespace Pipeline.Definitions.Expressions.Types;

/// <summary>java.util.Random with its published generator, so that a seed gives the numbers it gives there.</summary>
internal sealed class RandomSequence(long seed)
{
    private const long Multiplier = 0x5DEECE66DL;
    private const long Mask = (1L << 48) - 1;
    private long _state = (seed ^ Multiplier) & Mask;

    public static Callables Methods { get; } = new()
    {
        { "nextInt", 0, 2, NextInt },
        { "nextLong", 0, call => call.Target<RandomSequence>().NextLong() },
        { "nextDouble", 0, call => call.Target<RandomSequence>().NextDouble() },
        { "nextBoolean", 0, call => call.Target<RandomSequence>().Next(1) != 0 },
    };

    public int Next(int bits)
    {
        _state = unchecked((_state * Multiplier) + 0xB) & Mask;
        return (int)(_state >> (48 - bits));
    }

    public long NextLong() => unchecked(((long)Next(32) << 32) + Next(32));

    public double NextDouble() => (((long)Next(26) << 27) + Next(27)) * (1.0 / (1L << 53));

    /// <summary>A version 4 UUID.</summary>
    public string NextUuid()
    {
        var high = (NextLong() & ~0xF000L) | 0x4000L;
        var low = (NextLong() & 0x3FFFFFFFFFFFFFFFL) | long.MinValue;
        var digits = $"{high:x16}{low:x16}";
        return $"{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}";
    }

    private int NextBelow(int bound)
    {
        if ((bound & -bound) == bound) return (int)((bound * (long)Next(31)) >> 31);
        int bits, value;
        do
        {
            bits = Next(31);
            value = bits % bound;
        }
        while (unchecked(bits - value + (bound - 1)) < 0);
        return value;
    }

    private static object NextInt(Call call)
    {
        var random = call.Target<RandomSequence>();
        if (call.Count == 0) return (long)random.Next(32);
        if (call.Count == 1) return (long)random.NextBelow(call.Within(0, 1, int.MaxValue));
        var least = call.Within(0, int.MinValue, int.MaxValue);
        var bound = call.Whole(1) - least;
        return bound is >= 1 and <= int.MaxValue ? (long)least + random.NextBelow((int)bound) : throw call.Fail("the bound must be above the origin.");
    }
}
