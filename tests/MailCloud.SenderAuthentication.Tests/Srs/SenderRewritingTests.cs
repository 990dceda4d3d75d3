using System.Text;
using CsCheck;
using MailCloud.Mail.Addresses;
using MailCloud.SenderAuthentication.Srs;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.SenderAuthentication.Tests.Srs;

public class SenderRewritingTests
{
    private const string Ours = "example.org";

    private static readonly byte[] Old = "the secret of last year"u8.ToArray();
    private static readonly byte[] New = "the secret of this year"u8.ToArray();

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    private SenderRewriting Rewriting => new([New, Old], time);

    [Fact]
    public void A_path_of_ours_stands_for_the_sender()
    {
        var path = Rewriting.Forward(new Address("Joe.Sixpack+x", "football.example.com"), Ours)!;
        Assert.Matches("^SRS0=[a-z2-7]{6}=[a-z2-7]{2}=football\\.example\\.com=Joe\\.Sixpack\\+x$", path.LocalPart);
        Assert.Equal(Ours, path.Domain);
        var sender = Rewriting.TryReverse(path.LocalPart);
        Assert.Equal(("Joe.Sixpack+x", "football.example.com"), (sender?.LocalPart, sender?.Domain));
    }

    [Fact]
    public void A_path_of_another_server_is_passed_on_to_it_however_many_come_between()
    {
        var others = new SenderRewriting([Old], time);
        var first = others.Forward(new Address("joe", "example.com"), "first.example")!;
        var second = Rewriting.Forward(first, "second.example")!;
        Assert.Matches("^SRS1=[a-z2-7]{6}=first\\.example==", second.LocalPart);
        var third = new SenderRewriting([Old], time).Forward(second, "third.example")!;
        Assert.Matches("^SRS1=[a-z2-7]{6}=first\\.example==", third.LocalPart);
        Assert.Equal(first, Rewriting.TryReverse(second.LocalPart));
        Assert.Equal(first, others.TryReverse(third.LocalPart));
        Assert.Equal(new Address("joe", "example.com"), others.TryReverse(first.LocalPart));
    }

    [Fact]
    public void Our_own_senders_keep_their_path()
    {
        var sender = new Address("alice", "EXAMPLE.org");
        Assert.Same(sender, Rewriting.Forward(sender, Ours));
    }

    [Fact]
    public void A_path_is_good_for_21_days()
    {
        var local = Rewriting.Forward(new Address("joe", "example.com"), Ours)!.LocalPart;
        time.Advance(SenderRewriting.Validity);
        Assert.NotNull(Rewriting.TryReverse(local));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null(Rewriting.TryReverse(local));
    }

    [Fact]
    public void A_clock_that_is_behind_takes_the_path_of_one_that_is_ahead()
    {
        var ahead = new SenderRewriting([New], new FakeTimeProvider(time.GetUtcNow().AddDays(1)));
        Assert.NotNull(Rewriting.TryReverse(ahead.Forward(new Address("joe", "example.com"), Ours)!.LocalPart));
        var farAhead = new SenderRewriting([New], new FakeTimeProvider(time.GetUtcNow().AddDays(2)));
        Assert.Null(Rewriting.TryReverse(farAhead.Forward(new Address("joe", "example.com"), Ours)!.LocalPart));
    }

    [Fact]
    public void A_replaced_secret_stays_good_until_it_is_dropped()
    {
        var local = new SenderRewriting([Old], time).Forward(new Address("joe", "example.com"), Ours)!.LocalPart;
        Assert.NotNull(Rewriting.TryReverse(local));
        Assert.Null(new SenderRewriting([New], time).TryReverse(local));
    }

    [Fact]
    public void A_path_that_would_be_too_long_is_not_made()
    {
        Assert.NotNull(Rewriting.Forward(new Address(new string('a', 37), "example.com"), Ours));
        Assert.Null(Rewriting.Forward(new Address(new string('a', 38), "example.com"), Ours));
        Assert.Null(Rewriting.Forward(new Address(new string('ä', 20), "example.com"), Ours));
    }

    [Fact]
    public void A_secret_that_can_be_guessed_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new SenderRewriting([], time));
        Assert.Throws<ArgumentException>(() => new SenderRewriting([New, "short"u8.ToArray()], time));
    }

    [Theory]
    [InlineData("joe")]
    [InlineData("SRS0")]
    [InlineData("SRS0=")]
    [InlineData("SRS0=aaaaaa=aa=example.com=joe")]
    [InlineData("SRS1=aaaaaa=example.com==bbbbbb=aa=example.net=joe")]
    [InlineData("SRS1==")]
    [InlineData("SRS2=aaaaaa=aa=example.com=joe")]
    [InlineData("")]
    public void What_we_did_not_make_stands_for_nobody(string local) => Assert.Null(Rewriting.TryReverse(local));

    [Fact]
    public void Every_sender_comes_back_whatever_becomes_of_upper_and_lower_case() =>
        Gen.Select(
                Gen.Char["aZ0.=+-_ @\"ä"].Array[1, 20],
                Gen.OneOf(Gen.Const("example.com"), Gen.Const("Bücher.example"), Gen.Const("a-b.example")),
                Gen.Int[0, 2]
            )
            .Sample(
                (letters, domain, change) =>
                {
                    var sender = new Address(new string(letters), domain);
                    if (Rewriting.Forward(sender, Ours) is not { } path)
                        return;
                    var local = change switch
                    {
                        0 => path.LocalPart,
                        1 => path.LocalPart.ToUpperInvariant(),
                        _ => path.LocalPart.ToLowerInvariant(),
                    };
                    Assert.Equal(sender, Rewriting.TryReverse(local));
                },
                iter: 5000
            );

    [Fact]
    public void No_path_that_was_changed_stands_for_anybody()
    {
        var local = Rewriting.Forward(new Address("joe", "example.com"), Ours)!.LocalPart;
        Gen.Select(Gen.Int[5, local.Length - 1], Gen.Char["abcxyz=.@2"])
            .Sample(
                (place, letter) =>
                {
                    var changed = new StringBuilder(local) { [place] = letter }.ToString();
                    if (!changed.Equals(local, StringComparison.OrdinalIgnoreCase))
                        Assert.Null(Rewriting.TryReverse(changed));
                }
            );
    }

    [Fact]
    public void Nothing_that_is_sent_makes_it_throw() =>
        Gen.Char["SRsr01=+-aä.@"].Array[0, 40].Sample(local => _ = Rewriting.TryReverse($"SRS0{new string(local)}"), iter: 20_000);
}
