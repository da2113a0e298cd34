namespace Pipeline.Storage.Tests.Conformance;

/// <summary>Keys and names that services, URLs, SQL, signatures or file systems are known to stumble over.</summary>
internal static class HostileTexts
{
    public static TheoryData<string> All { get; } =
    [
        "a/b/c",
        "/leading",
        "trailing/",
        "a//b",
        "..",
        "../../etc/passwd",
        "a/./b/../c",
        ".",
        "back\\slash",
        "#fragment",
        "?query=1&other=2",
        "100%",
        "%2F%00",
        "it's 'quoted' \"twice\"",
        "plus+and space ",
        " ",
        "\t\n\r",
        "nul\0inside",
        "\u0001\u001f\u007f\u0085\u009f",
        "배포 파이프라인",
        "🚀🇰🇷👩‍👩‍👧",
        "e\u0301 vs é",
        "\ud83d", // half of a surrogate pair
        "\uffff\ufffe",
        "<xml attribute=\"1\">&amp;</xml>",
        "PartitionKey eq 'x' or 1 eq 1",
        "'; drop table table_row; --",
        "~!@$^*()_+{}|:<>?-=[];,./`",
        "UPPER",
        "upper",
    ];
}
