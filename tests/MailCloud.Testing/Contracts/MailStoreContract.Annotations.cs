using System.Text;
using MailCloud.Mail.Store;
using MailCloud.Mail.Store.Changes;
using Xunit;

namespace MailCloud.Testing.Contracts;

public abstract partial class MailStoreContract
{
    [Fact]
    public async Task Annotations_are_there_for_everyone_and_go_with_their_mailbox()
    {
        await Store.DoAsync(Alice, new CreateMailbox("Lists"));
        await AnnotateAsync(Store, "Lists", ("/private/comment", "one"), ("/shared/comment", "two"));
        await AnnotateAsync(Other, null, ("/private/comment", "of the account"));
        await Store.DoAsync(Alice, new RenameMailbox("Lists", "Mailing lists"));
        await AnnotateAsync(Other, "Mailing lists", ("/PRIVATE/Comment", "changed"), ("/shared/comment", null));

        foreach (var store in new[] { Store, Other })
        {
            var state = await store.ReadAsync(Alice);
            Assert.Equal(["/PRIVATE/Comment=changed"], Written(state, "Mailing lists"));
            Assert.Equal(["/private/comment=of the account"], Written(state, null));
            Assert.Empty(Written(state, "INBOX"));
        }

        await Other.DoAsync(Alice, new DeleteMailbox("Mailing lists"));
        await Other.DoAsync(Alice, new CreateMailbox("Mailing lists"));
        var after = await Store.ReadAsync(Alice);
        Assert.Empty(Written(after, "Mailing lists"));
        Assert.Equal("/private/comment=of the account".Length - 1, after.Annotations.Octets);
    }

    [Fact]
    public async Task A_value_that_is_there_already_changes_nothing()
    {
        await AnnotateAsync(Store, "INBOX", ("/private/comment", "one"));

        var result = await AnnotateAsync(Other, "INBOX", ("/private/COMMENT", "one"), ("/private/missing", null));

        Assert.Empty(result.Events);
    }

    [Fact]
    public async Task Annotations_do_not_change_what_is_known_of_the_messages()
    {
        await Store.AppendAsync(Alice, "INBOX", 2);
        var before = (await Other.ReadAsync(Alice)).Mailbox("INBOX");

        var result = await AnnotateAsync(Other, "INBOX", ("/private/comment", ""));

        Assert.Equal(before, result.State.Mailbox("INBOX"));
        Assert.Equal(["/private/comment="], Written(await Store.ReadAsync(Alice), "INBOX"));
    }

    [Fact]
    public async Task Annotations_have_limits_and_are_set_together_or_not_at_all()
    {
        var longest = new string('x', Annotations.MaxValue);
        Assert.Equal(RefusalReason.NoSuchMailbox, await RefusedAsync("Nowhere", ("/private/a", "x")));
        Assert.Equal(RefusalReason.AnnotationTooLarge, await RefusedAsync("INBOX", ("/private/a", "x"), ("/private/b", longest + "x")));
        Assert.Equal(RefusalReason.AnnotationTooLarge, await RefusedAsync("INBOX", ($"/private/{longest[..Annotations.MaxName]}", "x")));
        Assert.Empty(Written(await Other.ReadAsync(Alice), "INBOX"));

        var many = Enumerable.Range(0, Annotations.MaxEntries).Select(n => ($"/private/{n}", (string?)"x")).ToArray();
        await AnnotateAsync(Store, "INBOX", many);
        Assert.Equal(RefusalReason.TooManyAnnotations, await RefusedAsync("INBOX", ("/private/a", "x")));
        await AnnotateAsync(Store, "INBOX", ("/private/0", null), ("/private/a", "x"));
        // Nor for less room.
        await AnnotateAsync(Store, "INBOX", ("/private/a", longest));
        Assert.Equal(RefusalReason.TooManyAnnotations, await RefusedAsync("INBOX", ("/private/a", "x"), ("/private/b", "x")));
        await AnnotateAsync(Store, "INBOX", ("/private/a", "x"));
        await AnnotateAsync(Store, "Sent", [.. Enumerable.Range(0, 15).Select(n => ($"/private/{n}", (string?)longest))]);
        Assert.Equal(RefusalReason.TooManyAnnotations, await RefusedAsync(null, ("/private/a", longest), ("/private/b", longest)));
        await AnnotateAsync(Store, null, ("/private/a", "x"));
    }

    [Fact]
    public async Task Annotations_tell_what_became_of_them()
    {
        await AnnotateAsync(Store, "INBOX", ("/private/a", "1"), ("/private/b", "1"), ("/private/c", "1"));
        await AnnotateAsync(Store, "Sent", ("/private/a", "1"));
        var before = await Store.ReadAsync(Alice);
        await AnnotateAsync(Other, "INBOX", ("/private/B", "2"), ("/private/c", null), ("/shared/d", "1"));
        await AnnotateAsync(Other, null, ("/private/a", "1"));
        await Other.DoAsync(Alice, new DeleteMailbox("Sent"));
        var after = await Other.ReadAsync(Alice);

        Assert.Equal(
            [
                (null, "/private/a"),
                (before.Mailbox("INBOX").Id, "/private/b /private/c /shared/d"),
                (before.Mailbox("Sent").Id, "/private/a"),
            ],
            after.Annotations.Since(before.Annotations).Select(news => (news.Mailbox, string.Join(' ', news.Names)))
        );
        Assert.Empty(after.Annotations.Since(after.Annotations));
    }

    private async Task<CommitResult> AnnotateAsync(IMailStore store, string? mailbox, params (string Name, string? Value)[] entries) =>
        await store.DoAsync(Alice, Change(mailbox, entries));

    private async Task<RefusalReason?> RefusedAsync(string? mailbox, params (string Name, string? Value)[] entries) =>
        await Store.RefusedAsync(Alice, Change(mailbox, entries));

    private static ChangeAnnotations Change(string? mailbox, (string Name, string? Value)[] entries) =>
        new(
            mailbox,
            [
                .. entries.Select(entry => new AnnotationChange(
                    entry.Name,
                    entry.Value is { } value ? Encoding.UTF8.GetBytes(value).AsMemory() : default(ReadOnlyMemory<byte>?)
                )),
            ]
        );

    private static IEnumerable<string> Written(AccountState state, string? mailbox) =>
        state
            .Annotations.Of(mailbox is null ? null : state.Mailbox(mailbox).Id)
            .Select(entry => $"{entry.Key}={Encoding.UTF8.GetString(entry.Value.Span)}");
}
