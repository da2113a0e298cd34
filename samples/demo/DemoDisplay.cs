using System.Text.Json.Nodes;
using Spectre.Console;

namespace Pipeline.Demo;

/// <summary>Shows the run as it goes: as a table that redraws itself where the terminal can, as plain lines elsewhere.</summary>
internal abstract class DemoDisplay : IAsyncDisposable
{
    private readonly Dictionary<string, string> _seen = [];

    /// <summary>The display that fits this terminal.</summary>
    public static DemoDisplay Create() =>
        AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true } && !Console.IsOutputRedirected ? new LiveDisplay() : new PlainDisplay();

    /// <summary>Tells a sentence.</summary>
    public abstract void Say(string sentence);

    /// <summary>Gives an address or a command, on a line of its own that no display folds: terminals make it clickable only whole.</summary>
    public static void Give(string addressOrCommand) => Console.WriteLine($"    {addressOrCommand}");

    /// <summary>Shows the run as it is now.</summary>
    public abstract void Show(JsonNode run);

    /// <summary>Shows how the run ended.</summary>
    public virtual void Finish(JsonNode run)
    {
        Show(run);
        Say($"The run ended: {run["status"]}");
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => default;

    /// <summary>The stages of a run with what to tell of each.</summary>
    protected static IEnumerable<(string Name, string Status, string Note)> Stages(JsonNode run) =>
        (run["stages"] as JsonArray ?? []).OfType<JsonObject>().Select(stage => (
            stage["name"]?.ToString() ?? stage["id"]!.ToString(),
            stage["status"]!.ToString(),
            stage["error"]?["message"]?.ToString() ?? stage["reason"]?.ToString() ?? ""));

    /// <summary>The stages whose status is another than at the last call.</summary>
    protected IEnumerable<(string Name, string Status, string Note)> Changed(JsonNode run)
    {
        foreach (var stage in Stages(run))
        {
            if (_seen.GetValueOrDefault(stage.Name, "NOT_STARTED") == stage.Status)
                continue;
            _seen[stage.Name] = stage.Status;
            yield return stage;
        }
    }

    private sealed class PlainDisplay : DemoDisplay
    {
        public override void Say(string sentence) => Console.WriteLine(sentence);

        public override void Show(JsonNode run)
        {
            foreach (var (name, status, note) in Changed(run))
                Console.WriteLine($"  {status,-15} {name}{(note.Length > 0 ? $" ({note})" : "")}");
        }
    }

    private sealed class LiveDisplay : DemoDisplay
    {
        public override void Say(string sentence) => AnsiConsole.MarkupLineInterpolated($"[bold]{sentence}[/]");

        public override void Show(JsonNode run)
        {
            foreach (var (name, status, note) in Changed(run))
                AnsiConsole.MarkupLine($"  [{Color(status)}]{Symbol(status)} {status,-15}[/] {Markup.Escape(name)} [grey]{Markup.Escape(note)}[/]");
        }

        public override void Finish(JsonNode run)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumn("Stage").AddColumn("Status").AddColumn("");
            foreach (var (name, status, note) in Stages(run))
                table.AddRow(new Text(name), new Markup($"[{Color(status)}]{status}[/]"), new Text(note));
            AnsiConsole.Write(table);
            Say($"The run ended: {run["status"]}");
        }

        private static string Color(string status) => status switch
        {
            "SUCCEEDED" => "green",
            "RUNNING" or "PAUSED" or "BUFFERED" => "yellow",
            "NOT_STARTED" or "SKIPPED" => "grey",
            _ => "red",
        };

        private static string Symbol(string status) => status switch
        {
            "SUCCEEDED" => "✓",
            "RUNNING" => "●",
            "NOT_STARTED" or "SKIPPED" => "○",
            _ => "✗",
        };
    }
}
