using System.Text;
using Azure;

namespace Pipeline.Storage.Tests.Conformance;

/// <summary>What every container of blobs does, whatever keeps it.</summary>
public abstract class BlobConformance
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected IBlobs Blobs { get; private set; } = null!;

    /// <summary>A container that no other test uses.</summary>
    protected abstract ValueTask<IBlobs> OpenBlobsAsync(string container);

    protected async ValueTask OpenAsync() => Blobs = await OpenBlobsAsync("c" + Guid.NewGuid().ToString("N"));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Task<ETag> Put(string name, string content, BlobCondition condition = default) => Blobs.PutAsync(name, Bytes(content), condition, Cancellation).AsTask();

    private Task<long> Append(string name, string content) => Blobs.AppendAsync(name, Bytes(content), Cancellation).AsTask();

    private async Task<string?> Text(string name, long offset = 0) =>
        await Blobs.GetAsync(name, offset, Cancellation) is { } blob ? Encoding.UTF8.GetString(blob.Content.Span) : null;

    private async Task<List<BlobEntry>> List(string prefix = "") => await Blobs.ListAsync(prefix, Cancellation).ToListAsync(Cancellation);

    [Fact]
    public async Task A_blob_is_read_as_it_was_written()
    {
        Assert.Null(await Text("b"));
        var etag = await Put("b", "hello");
        var blob = await Blobs.GetAsync("b", 0, Cancellation);
        Assert.Equal((5, etag), (blob!.Length, blob.ETag));
        Assert.Equal("hello", await Text("b"));
        await Put("b", "replaced");
        Assert.Equal("replaced", await Text("b"));
    }

    [Theory]
    [InlineData(0, "hello")]
    [InlineData(2, "llo")]
    [InlineData(5, "")]
    [InlineData(9, "")]
    public async Task A_blob_can_be_read_from_an_offset(long offset, string expected)
    {
        await Put("b", "hello");
        var blob = await Blobs.GetAsync("b", offset, Cancellation);
        Assert.Equal((expected, 5), (Encoding.UTF8.GetString(blob!.Content.Span), blob.Length));
        Assert.Null(await Blobs.GetAsync("missing", offset, Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Blobs.GetAsync("b", -1, Cancellation).AsTask());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData(9_000_000)]
    public async Task Contents_of_every_size_come_back(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await Blobs.PutAsync("b", content, default, Cancellation);
        Assert.Equal(content, (await Blobs.GetAsync("b", 0, Cancellation))!.Content.ToArray());
        Assert.Equal(content[(length / 2)..], (await Blobs.GetAsync("b", length / 2, Cancellation))!.Content.ToArray());
        Assert.Equal(new BlobEntry("b", length), Assert.Single(await List()));
    }

    [Theory]
    [InlineData(0, 3, "abc")]
    [InlineData(2, 1, "c")]
    [InlineData(4, 100, "ef")]
    [InlineData(6, 1, "")]
    [InlineData(100, 1, "")]
    public async Task A_blob_can_be_read_in_part(long offset, int length, string expected)
    {
        Assert.Null(await Blobs.GetRangeAsync("b", offset, length, Cancellation));
        await Append("b", "abc");
        await Append("b", "def");

        Assert.Equal(expected, Encoding.UTF8.GetString((await Blobs.GetRangeAsync("b", offset, length, Cancellation))!.Value.Span));
    }

    [Fact]
    public async Task A_large_blob_read_in_parts_is_the_whole()
    {
        var content = new byte[5 * 1024 * 1024 + 7];
        new Random(7).NextBytes(content);
        await Blobs.AppendAsync("b", content, Cancellation);

        var read = new List<byte>();
        while (await Blobs.GetRangeAsync("b", read.Count, 700_001, Cancellation) is { Length: > 0 } part)
            read.AddRange(part.Span);

        Assert.True(content.AsSpan().SequenceEqual(read.ToArray()));
    }

    [Fact]
    public async Task A_put_that_must_make_the_blob_is_refused_when_it_is_there()
    {
        await Put("b", "first", new BlobCondition(MustNotExist: true));
        await Assert.ThrowsAsync<BlobAlreadyExistsException>(() => Put("b", "second", new BlobCondition(MustNotExist: true)));
        Assert.Equal("first", await Text("b"));
    }

    [Fact]
    public async Task A_put_on_a_version_is_refused_when_another_is_there()
    {
        var first = await Put("b", "1");
        var second = await Put("b", "2", new BlobCondition(Match: first));
        await Assert.ThrowsAsync<BlobChangedException>(() => Put("b", "3", new BlobCondition(Match: first)));
        Assert.Equal("2", await Text("b"));
        await Put("b", "4", new BlobCondition(Match: second));
        await Assert.ThrowsAsync<BlobChangedException>(() => Put("missing", "1", new BlobCondition(Match: second)));
        Assert.Null(await Text("missing"));
    }

    [Fact]
    public async Task Appends_add_up()
    {
        Assert.Equal(5, await Append("log", "hello"));
        Assert.Equal(11, await Append("log", " world"));
        Assert.Equal(11, await Append("log", ""));
        Assert.Equal("hello world", await Text("log"));
        Assert.Equal("world", await Text("log", 6));
        await Blobs.DeleteAsync("log", Cancellation);
        Assert.Equal(3, await Append("log", "new"));
        Assert.Equal("new", await Text("log"));
    }

    [Fact]
    public async Task Appends_of_every_size_add_up()
    {
        var expected = new List<byte>();
        foreach (var length in new[] { 10, 4095, 1, 4096, 5000, 0, 3, 1 << 20, 7, 5_000_000, 20 })
        {
            var content = new byte[length];
            new Random(length).NextBytes(content);
            expected.AddRange(content);
            Assert.Equal(expected.Count, await Blobs.AppendAsync("log", content, Cancellation));
        }

        foreach (var offset in new[] { 0, 5, 4096, 9_000, 1_000_000, expected.Count - 21, expected.Count - 1 })
            Assert.Equal(expected.ToArray()[offset..], (await Blobs.GetAsync("log", offset, Cancellation))!.Content.ToArray());
    }

    [Fact]
    public async Task Appends_at_once_all_arrive_whole()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Append("log", $"line {number:00}\n")));
        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"line {number:00}"), (await Text("log"))!.TrimEnd().Split('\n').Order());
    }

    [Fact]
    public async Task A_blob_that_was_written_whole_takes_no_appends()
    {
        await Put("b", "whole");
        await Assert.ThrowsAsync<StorageException>(() => Append("b", "more"));
        Assert.Equal("whole", await Text("b"));
    }

    [Fact]
    public async Task A_whole_write_replaces_an_appended_blob()
    {
        await Append("b", "appended");
        await Put("b", "whole");
        Assert.Equal("whole", await Text("b"));
    }

    [Fact]
    public async Task Listing_is_ordinal_and_by_prefix()
    {
        string[] names = ["runs/2/log", "runs/10/log", "runs/1/log.txt", "runs/1/log", "runs/1/", "Runs", "run", "배포/로그", "r[1]", "r\\1"];
        foreach (var name in names)
            await Put(name, name);
        Assert.Equal(names.Order(StringComparer.Ordinal), (await List()).Select(entry => entry.Name));
        Assert.Equal(["runs/1/", "runs/1/log", "runs/1/log.txt"], (await List("runs/1/")).Select(entry => entry.Name));
        Assert.Equal(["배포/로그"], (await List("배포")).Select(entry => entry.Name));
        Assert.Equal(["r[1]"], (await List("r[")).Select(entry => entry.Name));
        Assert.Empty(await List("nothing"));
    }

    [Fact]
    public async Task Listing_goes_on_page_after_page()
    {
        await Parallel.ForAsync(0, 1050, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (number, _) => await Put($"b/{number:0000}", ""));
        Assert.Equal(Enumerable.Range(0, 1050).Select(number => $"b/{number:0000}"), (await List("b/")).Select(entry => entry.Name));
    }

    [Theory]
    [MemberData(nameof(HostileTexts.All), MemberType = typeof(HostileTexts))]
    public async Task Hostile_names_are_just_names(string name)
    {
        await Put(name, "whole");
        await Append(name + "-log", "appended");
        Assert.Equal("whole", await Text(name));
        Assert.Equal("appended", await Text(name + "-log"));
        Assert.Equal([name, name + "-log"], (await List(name)).Select(entry => entry.Name).Order(StringComparer.Ordinal));
        await Blobs.DeleteAsync(name, Cancellation);
        Assert.Null(await Text(name));
        Assert.Equal("appended", await Text(name + "-log"));
    }

    [Fact]
    public async Task Deleting_is_repeatable()
    {
        await Blobs.DeleteAsync("b", Cancellation);
        await Put("b", "x");
        await Blobs.DeleteAsync("b", Cancellation);
        await Blobs.DeleteAsync("b", Cancellation);
        Assert.Null(await Text("b"));
        Assert.Empty(await List());
    }

    [Fact]
    public async Task A_name_that_cannot_be_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Put("", "x"));
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Put(new string('n', 1025), "x"));
        Assert.Contains("1024", refused.Message, StringComparison.Ordinal);
    }
}
