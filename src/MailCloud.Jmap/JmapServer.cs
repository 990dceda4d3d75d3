using System.Collections.Frozen;
using System.IO.Pipelines;
using MailCloud.Jmap.Core;
using MailCloud.Jmap.Emails;
using MailCloud.Jmap.Identities;
using MailCloud.Jmap.Push;
using MailCloud.Mail.Addresses;
using MailCloud.Mail.Objects;
using MailCloud.Mail.Quotas;
using MailCloud.Mail.Search;
using MailCloud.Mail.Store;
using MailCloud.Mail.Submissions;
using MailCloud.Mail.Uploads;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailCloud.Jmap;

/// <summary>The API as a whole: what its methods work on, and the table of them.</summary>
public sealed class JmapServer
{
    private readonly FrozenDictionary<string, Method> methods;

    public JmapServer(params IEnumerable<Method> methods) =>
        this.methods = methods.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    public required IMailStore Store { get; init; }

    public required IDirectory Directory { get; init; }

    public required QuotaPolicy Quotas { get; init; }

    public required IObjectStore Objects { get; init; }

    public required IUploadStore Uploads { get; init; }

    public required TimeProvider Time { get; init; }

    public ITextIndex TextIndex { get; init; } = NoTextIndex.Instance;

    /// <summary>How messages leave that users send; null: they do not.</summary>
    public SubmissionOutlet? Submissions { get; init; }

    /// <summary>The accounts' addresses.</summary>
    public OwnAddresses Addresses => field ??= new OwnAddresses(Directory, Time);

    /// <summary>The accounts' Emails by id and conversation.</summary>
    public EmailIndexes Emails { get; } = new();

    /// <summary>What the methods have in memory.</summary>
    public OctetBudget Memory { get; init; } = new(256 * 1024 * 1024);

    /// <summary>Null: nothing is pushed to clients that are not connected.</summary>
    public PushSender? Push { get; init; }

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public IEnumerable<Method> Methods => methods.Values;

    /// <summary>Null: there is no such method.</summary>
    public Method? Find(string name) => methods.GetValueOrDefault(name);

    /// <summary>Runs a request (RFC 8620 §3.3) and writes its response.</summary>
    /// <exception cref="RequestException">The octets are no request; nothing was written.</exception>
    public Task RunAsync(AccountId account, ReadOnlyMemory<byte> request, PipeWriter response, CancellationToken cancellationToken) =>
        new RequestRun(this, account, JmapRequest.Parse(request.Span)).RunAsync(
            Session.StateOf(this, account),
            response,
            cancellationToken
        );
}
