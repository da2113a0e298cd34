using Pipeline.Definitions.Documents;
using Pipeline.Definitions.Windows;

namespace Pipeline.Definitions.Tests.Windows;

public sealed class FreezePeriodTests
{
    // The clocks of New York go from 02:00 to 03:00 on 8 March 2026 (07:00 UTC) and from 02:00 back to 01:00 on 1 November (06:00 UTC).
    [Theory]
    [InlineData("2026-12-20T00:00:00+09:00", "2027-01-05T00:00Z", null, "2026-12-19T15:00:00Z/2027-01-05T00:00:00Z")]
    [InlineData("2026-12-20T00:00:00.5Z", "9999-12-31T23:59:59Z", null, "2026-12-20T00:00:00.5Z/9999-12-31T23:59:59Z")]
    [InlineData("2026-12-20T00:00", "2027-01-05T00:00:00", "Asia/Seoul", "2026-12-19T15:00:00Z/2027-01-04T15:00:00Z")]
    [InlineData("2026-12-20T00:00Z", "2027-01-05T00:00", "Asia/Seoul", "2026-12-20T00:00:00Z/2027-01-04T15:00:00Z")]
    [InlineData("2026-03-08T02:30", "2026-03-09T00:00", "America/New_York", "2026-03-08T07:00:00Z/2026-03-09T04:00:00Z")]
    [InlineData("2026-11-01T01:30", "2026-11-01T01:45", "America/New_York", "2026-11-01T05:30:00Z/2026-11-01T06:45:00Z")]
    public void A_freeze_is_read_and_written_in_UTC(string from, string to, string? zone, string text)
    {
        Assert.True(FreezePeriod.TryParse("shop", "holidays", from, to, zone, " Holidays ", out var period, out _));
        Assert.Equal($"{text} Holidays", period.ToString());
        Assert.Equal(("shop", "holidays"), (period.Application, period.Name));
    }

    [Theory]
    [InlineData("application", "Shop", "'Shop' is no application", DefinitionFaultCode.InvalidName)]
    [InlineData("application", null, "The field 'application' is missing.", DefinitionFaultCode.Missing)]
    [InlineData("name", "Year end", "'Year end' is no name of a freeze", DefinitionFaultCode.InvalidName)]
    [InlineData("from", null, "The field 'from' is missing.", DefinitionFaultCode.Missing)]
    [InlineData("from", "2026-12-20", "'2026-12-20' is no moment; write date, time and offset from UTC", DefinitionFaultCode.InvalidValue)]
    [InlineData("from", "2026-12-20T00:00:00", "is a moment in a time zone only; write its offset from UTC", DefinitionFaultCode.InvalidValue)]
    [InlineData("to", "2026-13-05T00:00:00Z", "'2026-13-05T00:00:00Z' is no moment", DefinitionFaultCode.InvalidValue)]
    [InlineData("to", "2026-12-20T09:00:00+09:00", "A freeze ends after it begins: write a moment after 2026-12-20T00:00:00Z.", DefinitionFaultCode.InvalidValue)]
    [InlineData("zone", "Asia/Seoul", "Both moments have an offset from UTC already; leave the zone out.", DefinitionFaultCode.InvalidValue)]
    [InlineData("reason", " ", "Say why, for those who have to wait.", DefinitionFaultCode.Missing)]
    [InlineData("reason", "long", "A reason has at most 1000 characters.", DefinitionFaultCode.TooLarge)]
    public void What_is_no_freeze_is_explained_with_its_field(string field, string? value, string explanation, string code)
    {
        string? Or(string name, string? usual) => name == field ? value : usual;
        var reason = Or("reason", "Holidays");

        Assert.False(FreezePeriod.TryParse(
            Or("application", "shop"),
            Or("name", "holidays"),
            Or("from", "2026-12-20T00:00:00Z"),
            Or("to", "2027-01-05T00:00:00Z"),
            Or("zone", null),
            reason == "long" ? new('x', 1_001) : reason,
            out _,
            out var faults));

        var fault = Assert.Single(faults);
        Assert.StartsWith($"{field}: ", fault.ToString(), StringComparison.Ordinal);
        Assert.Contains(explanation, fault.Message, StringComparison.Ordinal);
        Assert.Equal(code, fault.Code);
    }

    [Fact]
    public void A_zone_that_does_not_exist_is_one_fault()
    {
        Assert.False(FreezePeriod.TryParse("shop", "holidays", "2026-12-20T00:00", "2027-01-05T00:00", "Asia/Soul", "Holidays", out _, out var faults));

        var fault = Assert.Single(faults);
        Assert.Equal(("zone", "Asia/Seoul"), (fault.Field, fault.Suggestion));
    }
}
