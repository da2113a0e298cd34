using Microsoft.Extensions.DependencyInjection;

namespace Pipeline.Durable.Tests.Registration;

public sealed class DurableTaskRegistryTests
{
    private static readonly IServiceProvider Services = new ServiceCollection().BuildServiceProvider();

    private readonly DurableTaskRegistry _registry = new();

    [Fact]
    public void A_name_can_be_registered_once_for_each_version()
    {
        Add("release", "").AddOrchestrator("release", "2", _ => new Nothing());

        Assert.Throws<ArgumentException>(() => Add("Release", ""));
        Assert.Throws<ArgumentException>(() => Add("release", "2"));
        Assert.Equal(["release"], _registry.Orchestrators.Select(name => name.Name));
    }

    [Fact]
    public void New_instances_start_without_a_version_unless_one_is_put_to_use()
    {
        Add("release", "1");
        Assert.Equal("", _registry.DefaultVersion("release"));
        _registry.UseVersion("release", "1");
        Assert.Equal("1", _registry.DefaultVersion("RELEASE"));
        Assert.Equal("", _registry.DefaultVersion("unknown"));
    }

    [Fact]
    public void An_unknown_activity_is_named_with_the_known_ones()
    {
        var none = Assert.Throws<UnknownTaskException>(() => _registry.CreateActivity("Deploy", Services));
        Assert.Contains("Known are: none", none.Message, StringComparison.Ordinal);

        _registry.AddActivityFunc<string, string>("Build", (_, input) => Task.FromResult(input));
        var other = Assert.Throws<UnknownTaskException>(() => _registry.CreateActivity("Deploy", Services));
        Assert.Contains("Known are: 'Build'", other.Message, StringComparison.Ordinal);
        Assert.NotNull(_registry.CreateActivity("build", Services));
    }

    [Fact]
    public void An_empty_name_is_refused() => Assert.ThrowsAny<ArgumentException>(() => new TaskName(" "));

    private DurableTaskRegistry Add(TaskName name, string version) => _registry.AddOrchestrator(name, version, _ => new Nothing());

    private sealed class Nothing : TaskOrchestrator<object?, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, object? input) => Task.FromResult(0);
    }
}
