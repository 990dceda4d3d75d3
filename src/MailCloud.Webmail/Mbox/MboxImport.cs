using System.IO.Pipelines;
using MailCloud.Mail.Store;

namespace MailCloud.Webmail.Mbox;

/// <summary>
/// Puts the messages of an mbox into a mailbox while the file comes. A message that cannot be had is left out, and the rest goes on; after a message for which there
/// is no room the rest is read and counted, but not kept. Memory depends neither on the file's size nor on a message's.
/// </summary>
public sealed class MboxImport(IMailStore store, AccountId account, MailboxId mailbox, TimeProvider time)
{
    private readonly List<ImportError> errors = [];
    private int number;

    /// <summary>Flags that all messages get.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>Reads the file to its end.</summary>
    /// <exception cref="StoreUnavailableException">Storage did not answer; some messages may be there.</exception>
    public async ValueTask<ImportResult> RunAsync(PipeReader input, CancellationToken cancellationToken)
    {
        await using var batch = new ImportBatch(store, account, mailbox);
        ImportedMessage? message = null;
        try
        {
            await foreach (var item in MboxReader.ReadAsync(input, cancellationToken))
            {
                if (item.Begins is { } line)
                {
                    await FinishAsync(message, batch, cancellationToken);
                    message = batch.IsOver ? null : new ImportedMessage(store, account, line, number + 1);
                    number++;
                }
                else if (message is not null)
                    await message.WriteAsync(item.Text, cancellationToken);
                else if (number == 0 && errors.Count == 0)
                    errors.Add(new ImportError(1, ImportFailure.NoMessage, "The file does not begin with a message"));
            }
            await FinishAsync(message, batch, cancellationToken);
            message = null;
            await batch.CommitAsync(cancellationToken);
        }
        finally
        {
            if (message is not null)
                await message.DisposeAsync();
        }
        return new ImportResult(
            batch.Imported,
            number - batch.Imported,
            [.. errors.Concat(batch.Errors).OrderBy(error => error.Message).Take(ImportResult.MaxErrors)]
        );
    }

    private async ValueTask FinishAsync(ImportedMessage? message, ImportBatch batch, CancellationToken cancellationToken)
    {
        if (message is null)
            return;
        if (await message.RefuseAsync(cancellationToken) is { } error)
        {
            await message.DisposeAsync();
            if (errors.Count < ImportResult.MaxErrors)
                errors.Add(error);
            return;
        }
        await batch.AddAsync(message.Number, message.Length, KeepAsync(message, cancellationToken), cancellationToken);
    }

    private async Task<NewMessage> KeepAsync(ImportedMessage message, CancellationToken cancellationToken)
    {
        await using (message)
            return await message.CompleteAsync(Flags, time.GetUtcNow(), cancellationToken);
    }
}
