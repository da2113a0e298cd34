using Microsoft.Extensions.Configuration;
using Pipeline.Functions.Hosting;
using Pipeline.Functions.Observability;

namespace Pipeline.Functions.Tests.Observability;

public sealed class TelemetryExportsTests
{
    private const string Key = "InstrumentationKey=00000000-0000-0000-0000-000000000001";

    [Theory]
    [InlineData("", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT= ", "")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", "traces metrics logs")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://c/v1/traces", "traces")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c:4318|OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf", "metrics")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://c:4318", "logs")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317|OTEL_LOGS_EXPORTER=none|OTEL_TRACES_EXPORTER=otlp", "traces metrics")]
    [InlineData("OTEL_TRACES_EXPORTER=otlp", "")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING=" + Key, "azure")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317|APPLICATIONINSIGHTS_CONNECTION_STRING=" + Key, "traces metrics logs azure")]
    [InlineData("OTEL_SDK_DISABLED=True|OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317|APPLICATIONINSIGHTS_CONNECTION_STRING=" + Key, "")]
    public void The_standard_settings_say_what_is_sent(string settings, string expected)
    {
        var exports = TelemetryExports.Read(Configuration(settings));

        Assert.Equal(
            expected,
            string.Join(' ', new[] { exports.Traces ? "traces" : "", exports.Metrics ? "metrics" : "", exports.Logs ? "logs" : "", exports.AzureMonitor is null ? "" : "azure" }.Where(word => word.Length > 0)));
        Assert.Equal(expected.Length == 0, exports.IsNone);
    }

    [Theory]
    [InlineData("Authorization=AAD", null)]
    [InlineData("ClientId=c1;Authorization=AAD", "c1")]
    [InlineData("authorization=aad; clientid=c1", "c1")]
    public void An_identity_is_read_as_the_Functions_host_reads_it(string text, string? client)
    {
        var exports = TelemetryExports.Read(Configuration($"APPLICATIONINSIGHTS_CONNECTION_STRING={Key}|APPLICATIONINSIGHTS_AUTHENTICATION_STRING={text}"));

        Assert.Equal(new AzureMonitorIdentity(client), exports.Identity);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=ftp://c", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT")]
    [InlineData("OTEL_METRICS_EXPORTER=prometheus", "OTEL_METRICS_EXPORTER is 'prometheus'")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING=IngestionEndpoint=https://secret", "APPLICATIONINSIGHTS_CONNECTION_STRING has no InstrumentationKey")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING=Password=secret", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING")]
    public void A_setting_that_cannot_be_used_is_named_and_not_shown(string settings, string named)
    {
        var refused = Assert.Throws<StartupException>(() => TelemetryExports.Read(Configuration(settings)));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
        .Build();
}
