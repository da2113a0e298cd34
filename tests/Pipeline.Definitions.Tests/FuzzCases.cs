using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Pipeline.Definitions.Tests;

/// <summary>
/// How many generated cases a fuzzing test goes through: <c>PIPELINE_FUZZ_CASES</c>; when it is not set 11,000 in CI (more than 100,000 over
/// all of them and the HTTP API's), else 2,000.
/// </summary>
internal static class FuzzCases
{
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : Environment.GetEnvironmentVariable("CI") == "true" ? 11_000 : 2_000;

    /// <summary>Checks something for many tapes of choices.</summary>
    public static void ForAll(Action<Tape> check) => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(200).ToArbitrary(), numbers => check(new(numbers)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(Count));
}
