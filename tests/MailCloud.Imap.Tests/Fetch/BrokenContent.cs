using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Imap.Tests.Fetch;

/// <summary>A store that gives only the beginning of a message, and then what <see cref="Failure"/> says.</summary>
internal sealed class BrokenContent(IMailStore store) : MailStoreDecorator(store)
{
    /// <summary>Octets that each copy still gives.</summary>
    public int Gives { get; set; } = int.MaxValue;

    /// <summary>Copies that are whole before one is broken.</summary>
    public int WholeCopies { get; set; }

    /// <summary>Null: a copy ends too early without a word.</summary>
    public Func<MessageReference, Exception>? Failure { get; set; }

    public override async ValueTask CopyContentAsync(
        MessageReference message,
        long offset,
        long length,
        PipeWriter destination,
        CancellationToken cancellationToken
    )
    {
        if (WholeCopies-- > 0 || Gives == int.MaxValue)
        {
            await base.CopyContentAsync(message, offset, length, destination, cancellationToken);
            return;
        }
        if (Gives > 0)
            await base.CopyContentAsync(message, offset, Math.Min(Gives, length), destination, cancellationToken);
        if (Failure is { } failure)
            throw failure(message);
    }
}
