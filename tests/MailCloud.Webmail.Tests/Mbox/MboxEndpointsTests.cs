using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using MailCloud.Jmap;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Http;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Store;
using MailCloud.Mail.Uploads;
using MailCloud.Testing;
using MailCloud.Webmail.Mbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailCloud.Webmail.Tests.Mbox;

public sealed class MboxEndpointsTests : IAsyncLifetime
{
    private static readonly AccountId Alice = new("alice@example.org");

    private readonly MemoryMailStore store = new(TimeProvider.System);
    private WebApplication? application;
    private HttpClient? client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await store.CreateAccountAsync(Alice, Cancel);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization();
        application = builder.Build();
        application.Use(
            (context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(HttpAccount.Claim, Alice.Value)], "test"));
                return next(context);
            }
        );
        application.UseAuthorization();
        application.MapMbox(
            new JmapServer([])
            {
                Store = store,
                Directory = new MemoryDirectory(),
                Quotas = QuotaPolicy.None,
                Objects = new MemoryObjectStore(),
                Uploads = new MemoryUploadStore(TimeProvider.System),
                Time = TimeProvider.System,
                Loggers = new RecordedLog(),
            }
        );
        await application.StartAsync(Cancel);
        client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (application is not null)
            await application.DisposeAsync();
    }

    [Fact]
    public async Task A_file_larger_than_a_request_usually_is_comes_in_and_goes_out()
    {
        var message = "From bob@example.net Thu Mar  5 10:30:33 2020\nSubject: x\n\n" + new string('x', 4_000_000) + "\n\n";
        var inbox = await IdOfAsync("INBOX");
        using var file = new StringContent(string.Concat(Enumerable.Repeat(message, 10)), Encoding.ASCII, "application/mbox");
        using var answer = await client!.PostAsync(new Uri($"/webmail/import?mailboxId={inbox}&seen=true", UriKind.Relative), file, Cancel);
        var result = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal("""{"imported":10,"skipped":0,"errors":[]}""", result.GetRawText());

        using var export = await client.GetAsync(new Uri($"/webmail/export/{inbox}.mbox", UriKind.Relative), Cancel);
        Assert.Equal("application/mbox", export.Content.Headers.ContentType?.MediaType);
        Assert.Equal("INBOX.mbox", export.Content.Headers.ContentDisposition?.FileNameStar);
        var text = await export.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(10, text.Split("\nStatus: RO\n").Length - 1);
    }

    [Fact]
    public async Task Reasons_are_told_as_words_for_programs()
    {
        using var file = new StringContent("no mail");
        using var answer = await client!.PostAsync(
            new Uri($"/webmail/import?mailboxId={await IdOfAsync("INBOX")}", UriKind.Relative),
            file,
            Cancel
        );
        Assert.Contains("\"reason\":\"noMessage\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F1")]
    [InlineData("nonsense")]
    public async Task A_mailbox_that_is_not_there_is_not_found(string id)
    {
        using var export = await client!.GetAsync(new Uri($"/webmail/export/{id}.mbox", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, export.StatusCode);
        using var file = new StringContent("");
        using var import = await client.PostAsync(new Uri($"/webmail/import?mailboxId={id}", UriKind.Relative), file, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, import.StatusCode);
        Assert.Equal("application/problem+json", import.Content.Headers.ContentType?.MediaType);
    }

    private async Task<string> IdOfAsync(string mailbox)
    {
        var state = await store.ReadAsync(Alice, StateDepth.Directory, Cancel);
        return JmapIds.Of(state!.Directory.Find(mailbox)!.Id);
    }
}
