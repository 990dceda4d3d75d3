using System.Text;
using System.Text.Json;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Core.Blobs;
using MailCloud.Jmap.Objects;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Messages;
using MailCloud.Mail.Store;

namespace MailCloud.Jmap.Tests.Submissions;

/// <summary>EmailSubmission (RFC 8621 §7).</summary>
public sealed class EmailSubmissionTests
{
    private const string Draft = """
        From: Alice <alice@example.org>
        To: Bob <bob@example.net>, group: c@example.net;
        Cc: Bob <BOB@example.net>
        Bcc: dan@example.net
        Authentication-Results: mail.example.org; dkim=pass
        Subject: hello

        Hello.
        """;

    private JmapWorld world = null!;
    private string identity = "";

    [Fact]
    public async Task A_message_leaves_at_once()
    {
        var email = await PrepareAsync(Draft);

        var answer = await SetAsync(Create(email));

        var created = answer.GetProperty("created").GetProperty("k");
        Assert.Equal("final", created.GetProperty("undoStatus").GetString());
        Assert.Equal("2026-06-01T12:00:00Z", created.GetProperty("sendAt").GetString());
        Assert.False(created.TryGetProperty("emailId", out _));
        var message = Assert.Single(world.Sent.Delivered);
        Assert.Equal(JmapWorld.Alice, message.Envelope.Submitter);
        Assert.Equal("alice@example.org", message.Envelope.ReversePath?.ToString());
        Assert.Equal(
            ["bob@example.net", "c@example.net", "dan@example.net"],
            message.Envelope.Recipients.Select(recipient => recipient.Address.Canonical)
        );
        var text = await TextAsync(message.Content);
        Assert.StartsWith(
            "Return-Path: <alice@example.org>\r\nReceived: by mail.example.org (JMAP)\r\n\tid ",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("\r\nDate: Mon, 1 Jun 2026 12:00:00 +0000\r\n", text, StringComparison.Ordinal);
        Assert.Contains("@mail.example.org>\r\nFrom: Alice", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dan", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dkim=pass", text, StringComparison.Ordinal);
        Assert.EndsWith("Subject: hello\r\n\r\nHello.", text, StringComparison.Ordinal);

        var id = created.GetProperty("id").GetString();
        var seen = (await world.CallAsync("EmailSubmission/get", $$"""{"ids":["{{id}}"]}""")).GetProperty("list")[0];
        Assert.Equal((email, identity), (seen.GetProperty("emailId").GetString(), seen.GetProperty("identityId").GetString()));
        Assert.Equal("unknown", seen.GetProperty("deliveryStatus").GetProperty("bob@example.net").GetProperty("delivered").GetString());
        // The ticket that stands behind it finds nothing left to do.
        await world.Sent.RunTicketsAsync();
        Assert.Single(world.Sent.Delivered);
        Assert.Empty(world.Sent.Tickets);
    }

    [Fact]
    public async Task Date_and_message_id_stay_and_an_envelope_is_heeded()
    {
        var email = await PrepareAsync("Date: Thu, 1 Jan 2026 00:00:00 +0000\nMessage-ID: <1@x>\n" + Draft);

        await SetAsync(
            Create(
                email,
                """ "envelope":{"mailFrom":{"email":"a@example.org"},"rcptTo":[{"email":"x@example.net"},{"email":"X@example.net","parameters":null}]} """
            )
        );

        var message = Assert.Single(world.Sent.Delivered);
        Assert.Equal("a@example.org", message.Envelope.ReversePath?.ToString());
        Assert.Equal("x@example.net", Assert.Single(message.Envelope.Recipients).Address.ToString());
        var text = await TextAsync(message.Content);
        Assert.Equal(2, text.Split("Date:").Length);
        Assert.Equal(2, text.Split("Message-ID:").Length);
    }

    [Theory]
    [InlineData("HOLDFOR", "30", 30)]
    [InlineData("holdfor", "0", 0)]
    [InlineData("HOLDUNTIL", "2026-06-01T12:00:10Z", 10)]
    [InlineData("HOLDUNTIL", "2026-05-01T12:00:10Z", 0)]
    public async Task A_message_is_held_as_long_as_it_is_said(string parameter, string value, int seconds)
    {
        var email = await PrepareAsync(Draft);

        var answer = await SetAsync(Held(email, parameter, value));

        var status = answer.GetProperty("created").GetProperty("k").GetProperty("undoStatus").GetString();
        if (seconds == 0)
        {
            Assert.Equal("final", status);
            return;
        }
        Assert.Equal("pending", status);
        Assert.Empty(world.Sent.Delivered);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(world.Sent.Tickets).Delay);
        world.Time.Advance(TimeSpan.FromSeconds(seconds));
        await world.Sent.RunTicketsAsync();
        Assert.Single(world.Sent.Delivered);
        var changes = await world.CallAsync(
            "EmailSubmission/changes",
            $$"""{"sinceState":"{{answer.GetProperty("newState").GetString()}}"}"""
        );
        Assert.Equal(1, changes.GetProperty("updated").GetArrayLength());
    }

    [Theory]
    [InlineData("HOLDFOR", "34560001")]
    [InlineData("HOLDFOR", "-1")]
    [InlineData("HOLDFOR", "soon")]
    [InlineData("HOLDUNTIL", "2028-01-01T00:00:00Z")]
    [InlineData("RET", "FULL")]
    public async Task What_cannot_be_asked_of_servers_is_refused(string parameter, string value) =>
        await AssertErrorAsync(await PrepareAsync(Draft), "invalidProperties", Held("", parameter, value)["\"emailId\":\"\",".Length..]);

    [Fact]
    public async Task A_held_message_is_called_back_and_never_leaves()
    {
        var email = await PrepareAsync(Draft);
        var id = IdOf(await SetAsync(Held(email, "HOLDFOR", "30")));

        var answer = await world.CallAsync("EmailSubmission/set", $$"""{"update":{"{{id}}":{"undoStatus":"canceled"} } }""");

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("updated").GetProperty(id).ValueKind);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Sent.RunTicketsAsync();
        Assert.Empty(world.Sent.Delivered);
        var seen = (await world.CallAsync("EmailSubmission/get")).GetProperty("list")[0];
        Assert.Equal("canceled", seen.GetProperty("undoStatus").GetString());
        answer = await world.CallAsync("EmailSubmission/set", $$"""{"update":{"{{id}}":{"undoStatus":"canceled"} },"destroy":[] }""");
        Assert.True(answer.TryGetProperty("updated", out _));
        answer = await world.CallAsync("EmailSubmission/set", $$"""{"destroy":["{{id}}"]}""");
        Assert.Equal(1, answer.GetProperty("destroyed").GetArrayLength());
    }

    [Fact]
    public async Task What_has_left_cannot_be_called_back()
    {
        var email = await PrepareAsync(Draft);
        var (left, held) = (IdOf(await SetAsync(Create(email))), IdOf(await SetAsync(Held(email, "HOLDFOR", "30"))));

        var answer = await world.CallAsync(
            "EmailSubmission/set",
            $$"""{"update":{"{{left}}":{"undoStatus":"canceled"},"{{held}}":{"undoStatus":"final"},"x":{"undoStatus":"canceled"} },"destroy":["{{held}}y"]}"""
        );

        var errors = answer.GetProperty("notUpdated");
        Assert.Equal("cannotUnsend", errors.GetProperty(left).GetProperty("type").GetString());
        Assert.Equal("invalidProperties", errors.GetProperty(held).GetProperty("type").GetString());
        Assert.Equal("notFound", errors.GetProperty("x").GetProperty("type").GetString());
        answer = await world.CallAsync("EmailSubmission/set", $$"""{"destroy":["{{held}}","{{left}}"]}""");
        Assert.Equal("forbidden", answer.GetProperty("notDestroyed").GetProperty(held).GetProperty("type").GetString());
        Assert.Equal($$"""["{{left}}"]""", answer.GetProperty("destroyed").GetRawText());
    }

    [Fact]
    public async Task While_delivery_is_away_the_ticket_brings_it_there()
    {
        var email = await PrepareAsync(Draft);
        world.Sent.IsAway = true;

        var answer = await SetAsync(Create(email));

        Assert.True(answer.TryGetProperty("created", out _));
        Assert.Empty(world.Sent.Delivered);
        Assert.Equal(
            "cannotUnsend",
            (await world.CallAsync("EmailSubmission/set", $$"""{"update":{"{{IdOf(answer)}}":{"undoStatus":"canceled"} } }"""))
                .GetProperty("notUpdated")
                .GetProperty(IdOf(answer))
                .GetProperty("type")
                .GetString()
        );
        world.Sent.IsAway = false;
        await world.Sent.RunTicketsAsync();
        Assert.Single(world.Sent.Delivered);
    }

    [Theory]
    [InlineData("From: alice@example.org\nSubject: x\n\nx", "noRecipients")]
    [InlineData("From: alice@example.org\nTo: nobody@example.org\n\nx", "invalidRecipients")]
    [InlineData("From: alice@example.org\nTo: undisclosed\n\nx", "invalidRecipients")]
    [InlineData("From: bob@example.org\nTo: x@example.net\n\nx", "forbiddenFrom")]
    [InlineData("From: alice@example.org, bob@example.org\nTo: x@example.net\n\nx", "forbiddenFrom")]
    [InlineData("From: alice@example.org\nFrom: alice@example.org\nTo: x@example.net\n\nx", "invalidEmail")]
    [InlineData("To: x@example.net\n\nx", "invalidEmail")]
    [InlineData("From: somebody\nTo: x@example.net\n\nx", "invalidEmail")]
    public async Task A_message_that_cannot_be_sent_is_refused(string message, string error) =>
        await AssertErrorAsync(await PrepareAsync(message), error);

    [Fact]
    public async Task No_server_further_on_takes_a_text_for_commands()
    {
        var email = await PrepareRawAsync(
            "From: alice@example.org\nTo: x@example.net\r\n\r\na\n.\nb\r.\rMAIL FROM:<eve@example.org>\r\r\nc\r\n"
        );
        await SetAsync(Create(email));
        var text = await TextAsync(Assert.Single(world.Sent.Delivered).Content);
        Assert.EndsWith(
            "From: alice@example.org\r\nTo: x@example.net\r\n\r\na\r\n.\r\nb\r\n.\r\nMAIL FROM:<eve@example.org>\r\n\r\nc\r\n",
            text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("From: alice@example.org\rFrom: bob@example.org\r\nTo: x@example.net\r\n\r\nx")]
    [InlineData("From: alice@example.org\r\nTo: x@example.net\r\r\n\r\nx")]
    public async Task A_field_that_only_some_readers_see_is_refused(string message) =>
        await AssertErrorAsync(await PrepareRawAsync(message), "invalidEmail");

    [Theory]
    [InlineData(""" "envelope":{"mailFrom":{"email":"bob@example.org"},"rcptTo":[{"email":"x@example.net"}]} """, "forbiddenMailFrom")]
    [InlineData(""" "envelope":{"mailFrom":{"email":""},"rcptTo":[{"email":"x@example.net"}]} """, "forbiddenMailFrom")]
    [InlineData(""" "envelope":{"mailFrom":{"email":"alice@example.org"},"rcptTo":[]} """, "noRecipients")]
    [InlineData(""" "envelope":{"mailFrom":{"email":"alice@example.org"},"rcptTo":[{"email":"x"}]} """, "invalidRecipients")]
    [InlineData(
        """ "envelope":{"mailFrom":{"email":"alice@example.org"},"rcptTo":[{"email":"x@y.example","parameters":{"NOTIFY":"NEVER"}}]} """,
        "invalidProperties"
    )]
    [InlineData(""" "envelope":{"mailFrom":null,"rcptTo":[]} """, "invalidProperties")]
    [InlineData(""" "undoStatus":"pending" """, "invalidProperties")]
    [InlineData(""" "sendAt":"2026-06-01T12:00:10Z" """, "invalidProperties")]
    public async Task An_envelope_that_cannot_be_is_refused(string more, string error) =>
        await AssertErrorAsync(await PrepareAsync(Draft), error, more);

    [Fact]
    public async Task Too_many_recipients_and_too_large_messages_are_refused_with_the_limit()
    {
        var many = string.Join(", ", Enumerable.Range(0, 11).Select(n => $"r{n}@example.net"));
        var error = await AssertErrorAsync(await PrepareAsync($"From: alice@example.org\nTo: {many}\n\nx"), "tooManyRecipients");
        Assert.Equal(10, error.GetProperty("maxRecipients").GetInt32());
        error = await AssertErrorAsync(
            await PrepareAsync($"From: alice@example.org\nTo: x@y.example\n\n{new string('x', 20_000)}"),
            "tooLarge"
        );
        Assert.Equal(20_000, error.GetProperty("maxSize").GetInt32());
        error = await AssertErrorAsync(
            await PrepareAsync("From: alice@example.org\nTo: x@y.example, nobody@example.org\n\nx"),
            "invalidRecipients"
        );
        Assert.Equal("""["nobody@example.org"]""", error.GetProperty("invalidRecipients").GetRawText());
    }

    [Fact]
    public async Task An_account_sends_no_more_than_it_may()
    {
        var nine = string.Join(", ", Enumerable.Range(0, 9).Select(n => $"r{n}@example.net"));
        var email = await PrepareAsync($"From: alice@example.org\nTo: {nine}\n\nx");
        await SetAsync(Create(email));
        await SetAsync(Create(email));

        await AssertErrorAsync(email, "forbiddenToSend");

        Assert.Equal(2, world.Sent.Delivered.Count);
    }

    [Fact]
    public async Task What_a_submission_names_has_to_be_there()
    {
        var email = await PrepareAsync(Draft);

        await AssertMissingAsync("identityId", $$""" "identityId":"x","emailId":"{{email}}" """);
        await AssertMissingAsync("identityId", $$""" "emailId":"{{email}}" """);
        await AssertMissingAsync("emailId", $$""" "identityId":"{{identity}}","emailId":"M1" """);
        await AssertMissingAsync("emailId", $$""" "identityId":"{{identity}}","emailId":"#none" """);
        Assert.Equal("accountNotFound", await world.ErrorAsync("EmailSubmission/set", """{"accountId":"x"}"""));
        Assert.Equal("stateMismatch", await world.ErrorAsync("EmailSubmission/set", """{"ifInState":"99"}"""));

        async Task AssertMissingAsync(string property, string submission) =>
            Assert.Equal(
                property,
                (await SetAsync(submission)).GetProperty("notCreated").GetProperty("k").GetProperty("properties")[0].GetString()
            );
    }

    [Fact]
    public async Task Emails_are_changed_after_their_submissions()
    {
        var told = default(JsonElement);
        var set = new Method<JsonElement, JsonElement>(
            "Email/set",
            Capabilities.Mail,
            CoreJson.Default.JsonElement,
            CoreJson.Default.JsonElement,
            (arguments, _, _) => new(told = arguments)
        );
        world = await JmapWorld.CreateAsync(methods: [.. ObjectTypes.Methods, set]);
        var email = await PrepareAsync(Draft);

        var responses = await world.CallsAsync(
            (
                "EmailSubmission/set",
                $$"""
                {"create":{"k":{{{Create(email)}} },"l":{"emailId":"none"} },
                "onSuccessUpdateEmail":{"#k":{"keywords/$draft":null},"#l":{"keywords/$seen":true} },"onSuccessDestroyEmail":["#k","#l"]}
                """
            )
        );

        Assert.Equal(["EmailSubmission/set", "Email/set"], responses.Select(response => response.Name));
        Assert.Equal(
            $$"""{"accountId":"{{world.AccountId}}","update":{"{{email}}":{"keywords/$draft":null} },"destroy":["{{email}}"]}""".Replace(
                " ",
                "",
                StringComparison.Ordinal
            ),
            told.GetRawText()
        );
        Assert.Single(world.Sent.Delivered);
    }

    [Fact]
    public async Task Submissions_are_found()
    {
        var email = await PrepareAsync(Draft);
        var left = IdOf(await SetAsync(Create(email)));
        var held = IdOf(await SetAsync(Held(email, "HOLDFOR", "30")));

        Assert.Equal([left], await FindAsync("""{"undoStatus":"final"}"""));
        Assert.Equal([held], await FindAsync("""{"after":"2026-06-01T12:00:01Z"}"""));
        Assert.Equal([left], await FindAsync("""{"before":"2026-06-01T12:00:01Z"}"""));
        Assert.Equal([left, held], await FindAsync($$"""{"emailIds":["{{email}}"],"identityIds":["{{identity}}"]}"""));
        Assert.Empty(await FindAsync("""{"threadIds":["x"]}"""));
        Assert.Equal("unsupportedFilter", await world.ErrorAsync("EmailSubmission/query", """{"filter":{"x":1}}"""));
        var changes = await world.CallAsync(
            "EmailSubmission/queryChanges",
            """{"filter":{"undoStatus":"pending"},"sinceQueryState":"0"}"""
        );
        Assert.Equal(held, changes.GetProperty("added")[0].GetProperty("id").GetString());

        async Task<IEnumerable<string?>> FindAsync(string filter) =>
            (await world.CallAsync("EmailSubmission/query", $$"""{"filter":{{filter}},"sort":[{"property":"sentAt"}]}"""))
                .GetProperty("ids")
                .EnumerateArray()
                .Select(id => id.GetString());
    }

    private async Task<JsonElement> AssertErrorAsync(string email, string error, string? more = null)
    {
        var answer = await SetAsync(Create(email, more));

        var refused = answer.GetProperty("notCreated").GetProperty("k");
        Assert.Equal(error, refused.GetProperty("type").GetString());
        return refused;
    }

    private async Task<string> PrepareAsync(string draft)
    {
        if (world is null)
            world = await JmapWorld.CreateAsync();
        if (identity.Length == 0)
        {
            await world.Directory.AddAsync(new AccountAddress(new Address("bob", "example.org"), new("bob@example.org")), default);
            await world.Directory.AddAsync(
                new AliasAddress(new Address("a", "example.org"), [new Address("alice", "example.org")]),
                default
            );
            var list = (await world.CallAsync("Identity/get")).GetProperty("list").EnumerateArray();
            identity = list.Single(one => one.GetProperty("email").GetString() is "alice@example.org").GetProperty("id").GetString()!;
        }
        return await world.DeliverAsync(draft, "Drafts", MessageFlags.Draft);
    }

    /// <summary>A draft whose line ends are what they are.</summary>
    private async Task<string> PrepareRawAsync(string draft)
    {
        await PrepareAsync(Draft);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(draft));
        var upload = await world.Server.Uploads.WriteAsync(JmapWorld.Alice, content, "message/rfc822", content.Length, default);
        var imported = await world.CallAsync(
            "Email/import",
            $$"""{"emails": {"a": {"blobId": "{{BlobIds.Of(upload!)}}", "mailboxIds": {"{{await world.MailboxAsync("Drafts")}}": true} } } }"""
        );
        return imported.GetProperty("created").GetProperty("a").GetProperty("id").GetString()!;
    }

    private string Create(string email, string? more = null) =>
        $"\"identityId\":\"{identity}\",\"emailId\":\"{email}\"{(more is null ? "" : "," + more)}";

    private string Held(string email, string parameter, string value)
    {
        var envelope = $$"""
            "envelope":{"mailFrom":{"email":"alice@example.org","parameters":{"{{parameter}}":"{{value}}"} },"rcptTo":[{"email":"x@example.net"}]}
            """;
        return email.Length == 0 ? "\"emailId\":\"\"," + envelope : Create(email, envelope);
    }

    private Task<JsonElement> SetAsync(string submission) =>
        world.CallAsync("EmailSubmission/set", $$"""{"create":{"k":{{{submission}} } } }""");

    private static string IdOf(JsonElement answer) => answer.GetProperty("created").GetProperty("k").GetProperty("id").GetString()!;

    private async Task<string> TextAsync(MessageReference message) =>
        Encoding.UTF8.GetString(await world.Store.ReadContentAsync(message, new ByteRange(0, message.Length), default));
}
