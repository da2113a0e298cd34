using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Tests.Keys;

public sealed class StorageNamesTests
{
    [Theory]
    [InlineData("runs", "runs")]
    [InlineData("RunStages2", "runstages2")]
    public void Tables_that_Azure_takes_are_taken(string name, string stored) => Assert.Equal(stored, StorageNames.Table(name));

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("1runs")]
    [InlineData("run-stages")]
    [InlineData("tables")]
    [InlineData("runs\n")]
    public void Tables_that_Azure_refuses_are_refused(string name) => Assert.Throws<ArgumentException>(() => StorageNames.Table(name));

    [Theory]
    [InlineData("logs")]
    [InlineData("run-logs-2")]
    public void Containers_that_Azure_takes_are_taken(string name) => Assert.Equal(name, StorageNames.Container(name));

    [Theory]
    [InlineData("ab")]
    [InlineData("Logs")]
    [InlineData("run--logs")]
    [InlineData("-logs")]
    [InlineData("logs-")]
    [InlineData("logs.x")]
    public void Containers_that_Azure_refuses_are_refused(string name) => Assert.Throws<ArgumentException>(() => StorageNames.Container(name));
}
