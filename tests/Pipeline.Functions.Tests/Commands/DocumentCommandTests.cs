using Pipeline.Functions.Tests.Hosting;
using Pipeline.Testing;

namespace Pipeline.Functions.Tests.Commands;

/// <summary><c>apply</c> and <c>validate</c>.</summary>
public abstract class DocumentCommandTests(RunningServer server)
{
    private const string Faulty = """
        apiVersion: pipeline/v1
        kind: Pipeline
        metadata: { name: faulty }
        spec:
          stages:
            - { id: a, type: feature.wiat, dependsOn: [b] }
            - { id: b, type: feature.wait, with: { duration: soon } }
        """;

    private static readonly string Samples = SourceTree.Combine("samples", "pipelines");

    [Fact]
    public async Task All_samples_are_valid_without_a_server()
    {
        var printed = (await Terminal.CommandAsync("validate", "-f", Samples)).Succeeded();

        Assert.Equal(Directory.GetFiles(Samples).Length, printed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task All_samples_apply_and_make_their_applications()
    {
        (await server.CommandAsync("apply", "-f", Samples)).Succeeded();
        var again = (await server.CommandAsync("apply", "-f", Samples)).Succeeded();

        Assert.All(again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith("revision 1", line.TrimEnd(), StringComparison.Ordinal));
        var listed = (await server.CommandAsync("get", "pipelines")).Succeeded();
        Assert.StartsWith("NAME", listed.Output, StringComparison.Ordinal);
        Assert.Contains("release", listed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("apply")]
    public async Task Every_fault_has_a_line_that_begins_with_its_place_and_nothing_is_sent(string command)
    {
        using var folder = new TemporaryFolder();
        var faulty = Path.Combine(folder.Path, "b.yaml");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "a.yaml"), Documents.LongWait($"beside-{command}"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(faulty, Faulty, TestContext.Current.CancellationToken);

        var printed = command == "validate" ? await Terminal.CommandAsync(command, "-f", folder.Path) : await server.CommandAsync(command, "-f", folder.Path);

        printed.FailedWith($"{faulty}:6:22: spec.stages[0].type: There is no stage type 'feature.wiat'. Did you mean 'feature.wait'?");
        printed.FailedWith($"{faulty}:7:54: ");
        Assert.DoesNotContain("'feature.wait'? Did you mean", printed.Error, StringComparison.Ordinal);
        (await server.CommandAsync("run", $"beside-{command}")).FailedWith($"There is no pipeline 'beside-{command}'.");
    }

    [Fact]
    public async Task What_cannot_be_read_is_one_line()
    {
        using var folder = new TemporaryFolder();

        (await Terminal.CommandAsync("validate", "-f", Path.Combine(folder.Path, "missing.yaml"))).FailedWith("missing.yaml");
        (await Terminal.CommandAsync("validate", "-f", folder.Path)).FailedWith("has no *.yaml, *.yml or *.json file");
    }

    [Fact]
    public async Task Standard_input_is_a_document()
    {
        var before = Console.In;
        try
        {
            Console.SetIn(new StringReader(Documents.LongWait("piped")));
            var printed = (await server.CommandAsync("apply", "-f", "-")).Succeeded();
            Assert.Contains("-: pipeline piped, revision 1", printed.Output, StringComparison.Ordinal);
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}

public sealed class EmbeddedDocumentCommandTests(EmbeddedServer server) : DocumentCommandTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedDocumentCommandTests(HostedServer server) : DocumentCommandTests(server), IClassFixture<HostedServer>;
