using System.Text;
using System.Text.Json;
using MailCloud.Functions.Hosting;

namespace MailCloud.Functions.Tests.Hosting;

/// <summary>The envelope as the Functions host was seen to write it, and as its documentation shows it.</summary>
public class HostContractTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("queue", "hello", 1)]
    [InlineData("queue-single-quoted", "hello", 2)]
    [InlineData("queue-object", """{"version":1,"pack":"p","messages":[{"recipients":["\"a b\"@x"]}]}""", 5)]
    public async Task A_queue_message_is_read_whether_quoted_once_or_twice(string golden, string text, int attempt)
    {
        Assert.Equal(new Invocation("some id", text, attempt), await ReadGoldenAsync(golden));
    }

    [Theory]
    [InlineData("timer", false)]
    [InlineData("timer-without-status", true)]
    public async Task A_timer_says_whether_it_is_late(string golden, bool late)
    {
        var invocation = await ReadGoldenAsync(golden);
        using var data = JsonDocument.Parse(invocation.Data);
        Assert.Equal(late, data.RootElement.GetProperty("IsPastDue").GetBoolean());
        Assert.Equal(1, invocation.Attempt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Data":null}""")]
    [InlineData("""{"Data":{}}""")]
    [InlineData("""{"Data":{"item":"a","other":"b"}}""")]
    [InlineData("""{"Data":{"item":"\"not \\q JSON\""}}""")]
    public async Task Anything_else_is_refused(string body)
    {
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData("""{"Data":{"item":"hello"}}""")]
    [InlineData("""{"Data":{"item":"hello"},"Metadata":null}""")]
    [InlineData("""{"Data":{"item":"hello"},"Metadata":{"DequeueCount":null}}""")]
    [InlineData("""{"Data":{"item":"hello"},"Metadata":{"DequeueCount":"many"}}""")]
    [InlineData("""{"Data":{"item":"hello"},"Metadata":{"DequeueCount":"-7"}}""")]
    public async Task Metadata_may_say_anything(string body)
    {
        Assert.Equal(new Invocation("some id", "hello"), await ReadAsync(Encoding.UTF8.GetBytes(body)));
    }

    private static async Task<Invocation> ReadGoldenAsync(string name) =>
        await ReadAsync(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.json"), Cancel));

    private static async Task<Invocation> ReadAsync(byte[] body)
    {
        using var stream = new MemoryStream(body);
        return await HostContract.ReadAsync("some id", stream, Cancel);
    }
}
