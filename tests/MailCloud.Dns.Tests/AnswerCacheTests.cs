using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Dns.Tests;

public class AnswerCacheTests
{
    private const int Size = 1000;

    private readonly AnswerCache<string> cache = new(new FakeTimeProvider());

    [Fact]
    public void The_oldest_answers_go_when_there_are_too_many()
    {
        const int most = AnswerCache<string>.MaxOctets / Size;
        for (var n = 0; n <= most; n++)
            Add($"{n}.example");
        Assert.False(cache.TryGet("0.example", out _));
        Assert.True(cache.TryGet($"{most}.example", out _));
    }

    [Fact]
    public void An_answer_about_a_known_name_takes_the_place_of_the_old_one_and_outlives_it()
    {
        Add("known.example", "old");
        const int half = AnswerCache<string>.MaxOctets / Size / 2;
        for (var n = 0; n < half; n++)
            Add($"{n}.example");
        Add("known.example", "new");
        for (var n = 0; n < half; n++)
            Add($"more{n}.example");
        Assert.False(cache.TryGet("0.example", out _));
        Assert.True(cache.TryGet("known.example", out var answer));
        Assert.Equal(["new"], answer.Records);
    }

    [Fact]
    public void An_answer_that_does_not_live_is_not_kept()
    {
        cache.Add("example.com", new DnsAnswer<string>(DnsStatus.Found, ["now"]), Size, TimeSpan.Zero);
        Assert.False(cache.TryGet("example.com", out _));
    }

    private void Add(string name, string text = "text") =>
        cache.Add(name, new DnsAnswer<string>(DnsStatus.Found, [text]), Size, TimeSpan.FromMinutes(1));
}
