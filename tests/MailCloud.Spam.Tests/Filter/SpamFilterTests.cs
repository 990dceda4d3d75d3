using MailCloud.Mail.Junk;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Settings;
using MailCloud.Spam.Filter;
using MailCloud.Spam.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MailCloud.Spam.Tests.Filter;

/// <summary>Verdicts, and what the recipient reads of them.</summary>
public sealed class SpamFilterTests
{
    private static readonly byte[] Spam = Mail.Of(
        "From: \"Best Offers\" <win777@prizes.example>\nSubject: FREE money! Click now\nContent-Type: text/html\n\n<html><body bgcolor=yellow><center><font color=red size=7>"
            + "CONGRATULATIONS!!!</font><br>You have won a FREE offer. Click <a href=\"http://192.0.2.9/win\">here</a> to claim your money now! 100% guaranteed, no "
            + "credit card, no obligation. To be removed from our mailing list click here. Order today!</center></body></html>\n"
    );

    private readonly FakeTimeProvider time = new();
    private readonly MemoryModelStore models = new();

    private SpamFilter Filter(SpamSettings? settings = null) =>
        new(new SharedModel(models, time, NullLogger<SharedModel>.Instance), settings ?? new SpamSettings());

    [Fact]
    public void Spam_is_told_with_reasons()
    {
        var verdict = Filter().Score(Spam, SenderFacts.None with { Spf = "fail", HasConfirmedName = false });

        Assert.True(verdict.IsSpam);
        Assert.Contains("SPF fail", verdict.Reasons);
        Assert.InRange(verdict.Reasons.Length, 4, 8);
        Assert.StartsWith("X-Spam-Status: Yes, score=", verdict.ToField(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_mail_is_told_without()
    {
        var verdict = Filter().Score(Mail.Text("Re: Friday", "> Shall we meet?\nYes, at noon.\n"), SenderFacts.None);

        Assert.False(verdict.IsSpam);
        Assert.Empty(verdict.Reasons);
        Assert.Matches("^X-Spam-Status: No, score=-?[0-9]+\\.[0-9] required=3\\.0\r\n$", verdict.ToField());
    }

    [Fact]
    public void What_is_known_of_the_sender_moves_the_score_but_decides_nothing_alone()
    {
        var message = Mail.Text("Hello", "Some words.");
        var worst = SenderFacts.None with { Spf = "fail", Dkim = "fail", Dmarc = "fail", HasConfirmedName = false };
        var plain = Filter().Score(message, SenderFacts.None).Score;

        Assert.Equal(plain + 2.5f, Filter().Score(message, worst).Score, 0.001);
        Assert.Equal(plain - 1f, Filter().Score(message, SenderFacts.None with { Dkim = "pass", Dmarc = "pass" }).Score, 0.001);
        Assert.True(worst.Scores().Sum(fact => fact.Score) < new SpamSettings().Threshold);
    }

    [Fact]
    public async Task A_model_that_knows_nothing_puts_nothing_into_junk()
    {
        Assert.True(await models.TryWriteAsync(ModelName.Everybody, ModelFormat.Encode(SpamModel.Empty), null, CancellationToken.None));
        var shared = new SharedModel(models, time, NullLogger<SharedModel>.Instance);
        Assert.False(shared.Current.IsEmpty);
        await shared.RefreshedAsync();

        var verdict = new SpamFilter(shared, new SpamSettings()).Score(Spam, SenderFacts.None with { Spf = "fail" });

        Assert.Equal((0, false), (verdict.Score, verdict.IsSpam));
    }

    [Fact]
    public void A_filter_that_is_off_says_nothing() =>
        Assert.Equal(0, Filter(new SpamSettings { IsOn = false }).Score(Spam, SenderFacts.None).Score);

    [Fact]
    public async Task What_was_learned_counts_after_some_minutes_without_a_restart()
    {
        var shared = new SharedModel(models, time, NullLogger<SharedModel>.Instance);
        Assert.Same(StartModel.Model, shared.Current);
        await shared.RefreshedAsync();
        var learned = StartModel.Model with { Bias = 9 };
        Assert.True(await models.TryWriteAsync(ModelName.Everybody, ModelFormat.Encode(learned), null, CancellationToken.None));

        Assert.Same(StartModel.Model, shared.Current);
        time.Advance(SharedModel.Lifetime);
        _ = shared.Current;
        await shared.RefreshedAsync();

        Assert.Equal(9, shared.Current.Bias);
        await models.DeleteAsync(ModelName.Everybody, CancellationToken.None);
        time.Advance(SharedModel.Lifetime);
        _ = shared.Current;
        await shared.RefreshedAsync();
        Assert.Same(StartModel.Model, shared.Current);
    }

    [Fact]
    public async Task A_model_that_cannot_be_read_leaves_the_one_at_hand()
    {
        Assert.True(await models.TryWriteAsync(ModelName.Everybody, new byte[] { 255, 255 }, null, CancellationToken.None));
        var shared = new SharedModel(models, time, NullLogger<SharedModel>.Instance);
        _ = shared.Current;
        await shared.RefreshedAsync();

        Assert.Same(StartModel.Model, shared.Current);
    }

    [Fact]
    public void The_field_is_one_field_whatever_the_reasons_say()
    {
        var verdict = new SpamVerdict(
            4.25f,
            3,
            [
                "subject \"未承諾広告\"",
                "charset x\r\nBcc: all@example.com",
                "text \"ünïcode\"",
                .. Enumerable.Range(0, 8).Select(n => new string('w', 40) + n),
            ]
        );

        var field = verdict.ToField();

        var block = new HeaderBlock(Mail.Of(field));
        var count = 0;
        foreach (var each in block)
        {
            Assert.True(each.Is("X-Spam-Status"));
            count++;
        }
        Assert.Equal(1, count);
        Assert.All(field, letter => Assert.True(letter is '\r' or '\n' or '\t' or (>= ' ' and <= '~')));
        Assert.All(field.Split("\r\n"), line => Assert.InRange(line.Length, 0, 200));
        Assert.EndsWith("\r\n", field, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAILCLOUD_SPAM", "off")]
    [InlineData("MAILCLOUD_SPAM_THRESHOLD", "5")]
    [InlineData("MAILCLOUD_SPAM_SHARED_TRAINING", "on")]
    public void Settings_are_read(string name, string value)
    {
        var settings = SpamSettings.Read(new SettingReader(asked => asked == name ? value : null));

        Assert.NotEqual(new SpamSettings(), settings);
        Assert.Throws<SettingException>(() => SpamSettings.Read(new SettingReader(asked => asked == name ? "nonsense" : null)));
    }
}
