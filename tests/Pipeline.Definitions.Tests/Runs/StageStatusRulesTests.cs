using System.Text.Json;
using Pipeline.Definitions.Runs;

namespace Pipeline.Definitions.Tests.Runs;

public sealed class StageStatusRulesTests
{
    [Theory]
    //                                        active  complete lets   halts  ends run failure
    [InlineData(StageStatus.NotStarted, false, false, false, false, false, false)]
    [InlineData(StageStatus.Running, true, false, false, false, false, false)]
    [InlineData(StageStatus.Paused, true, false, false, false, false, false)]
    [InlineData(StageStatus.Succeeded, false, true, true, false, false, false)]
    [InlineData(StageStatus.FailedContinue, false, true, true, false, false, true)]
    [InlineData(StageStatus.Skipped, false, true, true, false, false, false)]
    [InlineData(StageStatus.Terminal, false, true, false, true, true, true)]
    [InlineData(StageStatus.Canceled, false, true, false, true, true, false)]
    [InlineData(StageStatus.Stopped, false, true, false, true, false, true)]
    public void Every_status_has_its_place(
        StageStatus status, bool isActive, bool isComplete, bool lets, bool halts, bool endsRun, bool isFailure)
    {
        Assert.Equal(isActive, status.IsActive());
        Assert.Equal(isComplete, status.IsComplete());
        Assert.Equal(lets, status.LetsDownstreamRun());
        Assert.Equal(halts, status.Halts());
        Assert.Equal(endsRun, status.EndsRun());
        Assert.Equal(isFailure, status.IsFailure());
    }

    [Fact]
    public void Statuses_are_written_by_their_contract_names()
    {
        Assert.Equal(
            ["NOT_STARTED", "RUNNING", "PAUSED", "SUCCEEDED", "FAILED_CONTINUE", "TERMINAL", "CANCELED", "STOPPED", "SKIPPED"],
            Enum.GetValues<StageStatus>().Select(status => JsonSerializer.Serialize(status, DefinitionsJson.Default.StageStatus).Trim('"')));
        Assert.Equal(
            ["NOT_STARTED", "BUFFERED", "RUNNING", "PAUSED", "SUCCEEDED", "TERMINAL", "CANCELED"],
            Enum.GetValues<RunStatus>().Select(status => JsonSerializer.Serialize(status, DefinitionsJson.Default.RunStatus).Trim('"')));
    }

    [Fact]
    public void A_bare_number_is_no_status() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("3", DefinitionsJson.Default.StageStatus));
}
