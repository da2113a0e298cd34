using FsCheck;
using FsCheck.Fluent;
using Pipeline.Storage.Keys;

namespace Pipeline.Storage.Tests.Keys;

public sealed class OrderedKeyEncodingTests
{
    // Every kind of character that storage services, URLs, SQL or C strings are known to stumble over, beside ordinary ones.
    private static readonly Gen<char> _unit = Gen.Frequency(
        (4, Gen.Elements("abzAZ019-_:".ToCharArray())),
        (4, Gen.Elements("/\\#?%'\"!.>[]~ +&<=@(){}|^`*,;$".ToCharArray())),
        (2, Gen.Choose(0, 0x1f).Select(code => (char)code)),
        (2, Gen.Choose(0x7f, 0x9f).Select(code => (char)code)),
        (3, Gen.Choose(0xa0, 0xffff).Select(code => (char)code)));

    private static readonly Arbitrary<string> _text = _unit.ListOf().Select(units => new string([.. units])).ToArbitrary();

    [Theory]
    [InlineData("", "")]
    [InlineData("checkout-42_a:b", "checkout-42_a:b")]
    [InlineData("v1.2", "v1.-2")]
    [InlineData("a/b", "a.:b")]
    [InlineData("50% #1?", "50!25!20!231>@")]
    [InlineData("a\\b[c]>", "a[]b[[c]>>")]
    [InlineData("it's\0", "it!27s!00")]
    [InlineData("배포", "~BC30~D3EC")]
    [InlineData("🚀~", "~D83D~DE80~007E")]
    public void Known_texts_keep_their_stored_form(string text, string encoded)
    {
        Assert.Equal(encoded, OrderedKeyEncoding.Encode(text));
        Assert.Equal(text, OrderedKeyEncoding.Decode(encoded));
    }

    [Fact]
    public void Slashes_of_blob_names_stay() => Assert.Equal("a/b.-txt", OrderedKeyEncoding.Encode("a/b.txt", slashIsPlain: true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_text_comes_back(bool slashIsPlain) =>
        Check.QuickThrowOnFailure(Prop.ForAll(_text, text => OrderedKeyEncoding.Decode(OrderedKeyEncoding.Encode(text, slashIsPlain)) == text));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encoded_texts_sort_as_the_texts_do(bool slashIsPlain) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(
                _text,
                _text,
                (left, right) => Math.Sign(string.CompareOrdinal(left, right))
                    == Math.Sign(string.CompareOrdinal(OrderedKeyEncoding.Encode(left, slashIsPlain), OrderedKeyEncoding.Encode(right, slashIsPlain)))));

    [Fact]
    public void Every_pair_of_code_units_sorts_rightly()
    {
        var encoded = Enumerable.Range(0, 0x10000).Select(code => OrderedKeyEncoding.Encode(((char)code).ToString())).ToList();
        for (var code = 1; code < encoded.Count; code++)
        {
            Assert.True(string.CompareOrdinal(encoded[code - 1], encoded[code]) < 0, $"U+{code:X4} does not sort after its predecessor");
            Assert.False(encoded[code].StartsWith(encoded[code - 1], StringComparison.Ordinal), $"U+{code - 1:X4} begins U+{code:X4}");
        }
    }

    [Fact]
    public void Encoded_texts_have_only_what_the_services_allow() =>
        Check.QuickThrowOnFailure(Prop.ForAll(_text, text => !OrderedKeyEncoding.Encode(text).Any(unit => unit is < '!' or > '~' or '/' or '\\' or '#' or '?' or '%' or '\'')));

    [Theory]
    [InlineData("!0")]
    [InlineData("~12G4")]
    [InlineData(".")]
    [InlineData(".x")]
    [InlineData("[")]
    public void What_was_never_encoded_is_refused(string encoded) => Assert.Throws<FormatException>(() => OrderedKeyEncoding.Decode(encoded));

    [Fact]
    public void A_range_bound_longer_than_any_key_still_divides_the_rows_rightly()
    {
        var bound = new string('k', StorageKeys.LongestKey + 100);
        var stored = StorageKeys.RowBound(bound);
        Assert.True(string.CompareOrdinal(StorageKeys.Row(new string('k', StorageKeys.LongestKey)), stored) < 0);
        Assert.True(string.CompareOrdinal(StorageKeys.Row(new string('k', StorageKeys.LongestKey - 1) + "l"), stored) > 0);
    }
}
