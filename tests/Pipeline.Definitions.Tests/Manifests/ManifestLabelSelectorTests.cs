using Pipeline.Definitions.Manifests.Selection;

namespace Pipeline.Definitions.Tests.Manifests;

public sealed class ManifestLabelSelectorTests
{
    [Theory]
    [InlineData(LabelCondition.Any, "", "", true)]
    [InlineData(LabelCondition.Equal, "app", "web", true)]
    [InlineData(LabelCondition.Equal, "app", "api", false)]
    [InlineData(LabelCondition.Equal, "tier", "web", false)]
    [InlineData(LabelCondition.NotEqual, "app", "web", false)]
    [InlineData(LabelCondition.NotEqual, "app", "api", true)]
    [InlineData(LabelCondition.NotEqual, "tier", "web", true)]
    [InlineData(LabelCondition.Contain, "app", "api,web", true)]
    [InlineData(LabelCondition.Contain, "app", "api,jobs", false)]
    [InlineData(LabelCondition.Contain, "tier", "api,web", false)]
    [InlineData(LabelCondition.NotContain, "app", "api,web", false)]
    [InlineData(LabelCondition.NotContain, "app", "api,jobs", true)]
    [InlineData(LabelCondition.NotContain, "tier", "api,web", true)]
    [InlineData(LabelCondition.Exist, "app", "", true)]
    [InlineData(LabelCondition.Exist, "tier", "", false)]
    [InlineData(LabelCondition.NotExist, "app", "", false)]
    [InlineData(LabelCondition.NotExist, "tier", "", true)]
    public void A_selector_asks_of_one_label(LabelCondition kind, string key, string values, bool matches)
    {
        var manifest = Manifest.Of("{apiVersion: v1, kind: Service, metadata: {name: web, labels: {app: web}}}");
        var selector = new ManifestLabelSelector { Kind = kind, Key = key, Values = values.Split(',', StringSplitOptions.RemoveEmptyEntries) };

        Assert.Null(selector.Fault);
        Assert.Equal(matches, selector.Matches(manifest));
    }

    [Theory]
    [InlineData(LabelCondition.Equal, "", "web", "needs the key")]
    [InlineData(LabelCondition.Equal, "app", "web,api", "CONTAINS or NOT_CONTAINS")]
    [InlineData(LabelCondition.NotEqual, "app", "", "compares with one value")]
    [InlineData(LabelCondition.Contain, "app", "", "needs values")]
    public void A_selector_that_asks_nothing_is_refused(LabelCondition kind, string key, string values, string fault) => Assert.Contains(
        fault, new ManifestLabelSelector { Kind = kind, Key = key, Values = values.Split(',', StringSplitOptions.RemoveEmptyEntries) }.Fault, StringComparison.Ordinal);
}
