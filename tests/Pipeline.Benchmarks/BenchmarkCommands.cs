using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Benchmarks;

/// <summary>A benchmark that can be asked for by name.</summary>
/// <param name="Name">The sub-command.</param>
/// <param name="Measures">What it measures, in a line.</param>
/// <param name="RunAsync">Runs it on the arguments behind the name and prints its figures by <see cref="BenchmarkCommands.Print"/>.</param>
internal sealed record BenchmarkCommand(string Name, string Measures, Func<string[], Task> RunAsync);

/// <summary>The benchmarks as sub-commands of one program. Figures are printed as JSON, one object a line.</summary>
internal static class BenchmarkCommands
{
    /// <summary>Runs what the first argument names; without one says what there is.</summary>
    public static async Task<int> RunAsync(string[] arguments, params BenchmarkCommand[] commands)
    {
        if (commands.FirstOrDefault(command => arguments.FirstOrDefault() == command.Name) is { } chosen)
        {
            await chosen.RunAsync(arguments[1..]);
            return 0;
        }

        await Console.Error.WriteLineAsync("Usage: dotnet run -c Release --project tests/Pipeline.Benchmarks -- <benchmark>");
        foreach (var command in commands)
            await Console.Error.WriteLineAsync($"  {command.Name,-20}{command.Measures}");
        return arguments.Length == 0 ? 0 : 2;
    }

    /// <summary>Prints one figure's line.</summary>
    public static void Print(string benchmark, params (string Name, JsonNode? Value)[] figures)
    {
        var line = new JsonObject { ["benchmark"] = benchmark };
        foreach (var (name, value) in figures)
            line[name] = value;
        Console.WriteLine(line.ToJsonString(JsonSerializerOptions.Default));
    }
}
