using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>THREADID (RFC 8474 §5.2) without a look-up.</summary>
public class ThreadTests
{
    private static readonly ThreadId First = ThreadOf("Message-ID: <1@example.org>\n");

    [Theory]
    [InlineData("Message-ID: <2@example.org>\nReferences: <1@example.org>\n")]
    [InlineData("Message-ID: <3@example.org>\nIn-Reply-To: <2@example.org>\nReferences: <1@example.org>\n <2@example.org>\n")]
    [InlineData("Message-ID: <4@example.org>\nIn-Reply-To: <1@example.org>\n")]
    [InlineData("In-Reply-To: Your message of Monday <1@example.org>\n")]
    [InlineData("Message-ID: <5@example.org>\nReferences:\nIn-Reply-To: <1@example.org>\n")]
    public void An_answer_is_in_the_thread_of_the_first_message(string header) => Assert.Equal(First, ThreadOf(header));

    [Fact]
    public void Another_message_begins_another_thread() => Assert.NotEqual(First, ThreadOf("Message-ID: <9@example.org>\n"));

    [Fact]
    public void A_message_without_identifiers_has_a_thread_of_its_own()
    {
        Assert.NotEqual(ThreadOf("Subject: x\n", "pack/0"), ThreadOf("Subject: x\n", "pack/1"));
        Assert.Equal(ThreadOf("Subject: x\n", "pack/0"), ThreadOf("Subject: x\n", "pack/0"));
    }

    [Theory]
    [InlineData("<a@x> <\"from <b@y>", "a@x", "b@y")]
    [InlineData("<a b c> <b@y>", "b@y")]
    [InlineData("<a@x>; from bob on Monday", "a@x")]
    [InlineData("<a@x\n <b@y>", "b@y")]
    [InlineData("<>", new string[0])]
    public void One_damaged_identifier_takes_no_other_away(string field, params string[] identifiers) =>
        Assert.Superset(identifiers.ToHashSet(), MessageIds.All(field).ToHashSet());

    [Fact]
    public void A_thread_id_never_changes() => Assert.Equal(new ThreadId(12353192370771281559), First);

    private static ThreadId ThreadOf(string header, string place = "pack/0") =>
        MessageParser.Parse(Summaries.Crlf(header + "\nx\n"), place).ThreadId;
}
