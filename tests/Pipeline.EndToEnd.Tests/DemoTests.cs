namespace Pipeline.EndToEnd.Tests;

/// <summary>The README's first command.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_decides_by_itself_and_ends_well()
    {
        var (exitCode, output, error) = await BuiltProgram.RunAsync(
            BuiltProgram.StartInfo(BuiltProgram.Demo, "--approve"), TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{error}");
        Assert.Contains("The run ended: SUCCEEDED", output, StringComparison.Ordinal);
    }
}
