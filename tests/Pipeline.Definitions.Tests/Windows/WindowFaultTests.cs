using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions.Tests.Windows;

public sealed class WindowFaultTests
{
    [Theory]
    [InlineData("Monday * UTC", "days[0]: 'Monday' is not one of: mon, tue, wed, thu, fri, sat, sun. Did you mean 'mon'?")]
    [InlineData("mon,tu * UTC", "days[1]: 'tu' is not one of")]
    [InlineData("1 * UTC", "days[0]: '1' is not one of")]
    [InlineData("* 9:00-17:00 UTC", "hours[0].from: '9:00' is no time here; write 00:00 to 23:59, for example 09:30.")]
    [InlineData("* 09:00-25:00 UTC", "hours[0].to: '25:00' is no time here; write 00:00 to 24:00, for example 09:30.")]
    [InlineData("* 09:00-24:01 UTC", "hours[0].to: '24:01' is no time here")]
    [InlineData("* 24:00-02:00 UTC", "hours[0].from: '24:00' is no time here; write 00:00 to 23:59")]
    [InlineData("* 09:00 UTC", "hours[0].to: '' is no time here")]
    [InlineData("* 08:00-09:00,09:00-09:00 UTC", "hours[1]: 'from' and 'to' are both 09:00. For the whole day write 00:00 to 24:00, or leave the hours out.")]
    [InlineData("* * Europe/Berlim", "zone: There is no time zone 'Europe/Berlim'")]
    [InlineData("mon", "is no window; write days, hours and zone")]
    public void What_is_no_window_is_explained_with_its_field(string text, string explanation) =>
        Assert.Contains(explanation, Assert.Throws<FormatException>(() => ExecutionWindow.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_faults_of_a_window_are_found_at_once()
    {
        Assert.False(ExecutionWindow.TryParse(["mon", "x"], [("a", "b"), ("01:00", "01:00")], "nowhere", out _, out var faults));
        Assert.Equal(["days[1]", "hours[0].from", "hours[0].to", "hours[1]", "zone"], faults.Select(fault => fault.Field));
    }
}
