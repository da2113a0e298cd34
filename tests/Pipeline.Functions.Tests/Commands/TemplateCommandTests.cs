using Pipeline.Functions.Tests.Hosting;
using Pipeline.Testing;
using static Pipeline.Functions.Tests.Templates.TemplateDocuments;

namespace Pipeline.Functions.Tests.Commands;

/// <summary><c>apply</c> and <c>validate</c> of templates and instances.</summary>
public abstract class TemplateCommandTests(RunningServer server)
{
    [Fact]
    public async Task Templates_are_applied_before_their_instances()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, "a-instance.yaml", Instance("applied-instance", "applied", application: "applied-app"));
        await WriteAsync(folder, "b-template.yaml", Service("applied"));

        var printed = (await server.CommandAsync("apply", "-f", folder.Path)).Succeeded();

        Assert.Contains("b-template.yaml: template applied, revision 1", printed.Output, StringComparison.Ordinal);
        Assert.Contains("application applied-app is made", printed.Output, StringComparison.Ordinal);
        Assert.Contains("a-instance.yaml: pipeline applied-instance, revision 1, of template applied, revision 1", printed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_them_is_told_without_a_server()
    {
        using var folder = new TemporaryFolder();
        var (template, instance) = (Path.Combine(folder.Path, "template.yaml"), Path.Combine(folder.Path, "instance.yaml"));
        await WriteAsync(folder, "template.yaml", Service("told").Replace("variables.count", "variables.cuont", StringComparison.Ordinal));
        await WriteAsync(folder, "instance.yaml", Instance("told", "told", revision: "zero"));

        var printed = await Terminal.CommandAsync("validate", "-f", folder.Path);

        printed.FailedWith($"{template}:18:");
        printed.FailedWith("Did you mean 'count'?");
        printed.FailedWith($"{instance}:8:15: spec.template.revision: ");

        await WriteAsync(folder, "template.yaml", Service("told"));
        await WriteAsync(folder, "instance.yaml", Instance("told", "told"));
        var right = (await Terminal.CommandAsync("validate", "-f", folder.Path)).Succeeded();
        Assert.Contains("template.yaml: template told is valid (3 variables)", right.Output, StringComparison.Ordinal);
        Assert.Contains("instance.yaml: pipeline told is valid as far as can be told without the template told", right.Output, StringComparison.Ordinal);
    }

    private static Task WriteAsync(TemporaryFolder folder, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(folder.Path, name), text, TestContext.Current.CancellationToken);
}

public sealed class EmbeddedTemplateCommandTests(EmbeddedServer server) : TemplateCommandTests(server), IClassFixture<EmbeddedServer>;

public sealed class HostedTemplateCommandTests(HostedServer server) : TemplateCommandTests(server), IClassFixture<HostedServer>;
