using Pipeline.Storage.Azure;

namespace Pipeline.Storage.Tests.Azure;

/// <summary>The examples of "Authorize with Shared Key" in the services' documentation. The emulator checks whole signatures in every other test.</summary>
public sealed class SharedKeySignatureTests
{
    [Fact]
    public void Shared_key_of_a_blob_request_as_documented() => Assert.Equal(
        "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20",
        SharedKeySignature.BlobSharedKey(
            Request("GET", "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20", ("x-ms-version", "2015-02-21"), ("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT")),
            "myaccount"));

    [Fact]
    public void Shared_key_of_a_request_with_repeated_parameters_as_documented() => Assert.Equal(
        "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\n/myaccount/mycontainer\ncomp:list\ninclude:metadata,snapshots,uncommittedblobs\nrestype:container",
        SharedKeySignature.BlobSharedKey(
            Request(
                "GET",
                "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=list&include=snapshots&include=metadata&include=uncommittedblobs",
                ("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT")),
            "myaccount"));

    [Fact]
    public void Shared_key_of_a_blob_write_has_every_header_in_its_place() => Assert.Equal(
        "PUT\ngzip\nen\n11\nmd5\ntext/plain\n\nsince\n\"match\"\n*\nunmodified\nbytes=0-\nx-ms-blob-type:BlockBlob\nx-ms-date:now\nx-ms-meta-m1:v1\n/account/container/a%20b",
        SharedKeySignature.BlobSharedKey(
            Request(
                "PUT",
                "https://account.blob.core.windows.net/container/a%20b",
                ("Content-Encoding", "gzip"),
                ("Content-Language", "en"),
                ("Content-Length", "11"),
                ("Content-MD5", "md5"),
                ("Content-Type", "text/plain"),
                ("Date", "not signed"),
                ("If-Modified-Since", "since"),
                ("If-Match", "\"match\""),
                ("If-None-Match", "*"),
                ("If-Unmodified-Since", "unmodified"),
                ("Range", "bytes=0-"),
                ("x-ms-date", "now"),
                ("x-ms-meta-m1", " v1 "),
                ("X-Ms-Blob-Type", "BlockBlob")),
            "account"));

    [Fact]
    public void A_body_of_no_bytes_is_signed_as_if_no_length_were_sent() => Assert.Equal(
        SharedKeySignature.BlobSharedKey(Request("PUT", "https://account.blob.core.windows.net/c/b", ("Date", "now")), "account"),
        SharedKeySignature.BlobSharedKey(Request("PUT", "https://account.blob.core.windows.net/c/b", ("Date", "now"), ("Content-Length", "0")), "account"));

    [Fact]
    public void Shared_key_lite_of_a_blob_request_as_documented() => Assert.Equal(
        "PUT\n\ntext/plain; charset=UTF-8\n\nx-ms-date:Sun, 20 Sep 2009 20:36:40 GMT\nx-ms-meta-m1:v1\nx-ms-meta-m2:v2\n/testaccount1/mycontainer/hello.txt",
        SharedKeySignature.BlobSharedKeyLite(
            Request(
                "PUT",
                "https://testaccount1.blob.core.windows.net/mycontainer/hello.txt?timeout=20",
                ("Content-Type", "text/plain; charset=UTF-8"),
                ("x-ms-date", "Sun, 20 Sep 2009 20:36:40 GMT"),
                ("x-ms-meta-m2", "v2"),
                ("x-ms-meta-m1", "v1")),
            "testaccount1"));

    [Fact]
    public void Shared_key_lite_keeps_only_the_component_of_the_query() => Assert.EndsWith(
        "\n/account/container?comp=list",
        SharedKeySignature.BlobSharedKeyLite(Request("GET", "https://account.blob.core.windows.net/container?restype=container&comp=list&prefix=x", ("Date", "now")), "account"),
        StringComparison.Ordinal);

    [Fact]
    public void Shared_key_of_a_table_request_as_documented() => Assert.Equal(
        "PUT\n\ntext/plain; charset=UTF-8\nSun, 11 Oct 2009 19:52:39 GMT\n/testaccount1/Tables",
        SharedKeySignature.TableSharedKey(
            Request("PUT", "https://testaccount1.table.core.windows.net/Tables", ("Content-Type", "text/plain; charset=UTF-8"), ("x-ms-date", "Sun, 11 Oct 2009 19:52:39 GMT")),
            "testaccount1"));

    [Fact]
    public void Shared_key_lite_of_a_table_request_as_documented() => Assert.Equal(
        "Sun, 11 Oct 2009 19:52:39 GMT\n/testaccount1/Tables",
        SharedKeySignature.TableSharedKeyLite(Request("GET", "https://testaccount1.table.core.windows.net/Tables?$top=5", ("Date", "Sun, 11 Oct 2009 19:52:39 GMT")), "testaccount1"));

    [Fact]
    public void The_emulators_account_is_in_the_path_too() => Assert.Equal(
        "now\n/devstoreaccount1/devstoreaccount1/runs(PartitionKey='a%2Cb',RowKey='')",
        SharedKeySignature.TableSharedKeyLite(Request("GET", "http://127.0.0.1:10002/devstoreaccount1/runs(PartitionKey='a%2Cb',RowKey='')", ("x-ms-date", "now")), "devstoreaccount1"));

    [Fact]
    public void The_signature_is_the_hmac_of_the_text()
    {
        // RFC 4231, test case 2.
        var credential = new StorageSharedKeyCredential("account", Convert.ToBase64String("Jefe"u8));
        var signature = Convert.FromBase64String(credential.Sign("what do ya want for nothing?"));
        Assert.Equal("5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", Convert.ToHexString(signature));
    }

    private static SignedRequest Request(string method, string uri, params (string Name, string Value)[] headers)
    {
        var values = headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
        return new SignedRequest(
            method,
            new Uri(uri),
            name => values.GetValueOrDefault(name),
            [.. values.Where(header => header.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))]);
    }
}
