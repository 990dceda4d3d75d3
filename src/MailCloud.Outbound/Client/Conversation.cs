using System.Buffers;
using System.Text;
using MailCloud.Mail.Store;

namespace MailCloud.Outbound.Client;

/// <summary>
/// Commands and replies over one connection, each reply awaited no longer than it may take. Commands are only written; they go out together when a reply is
/// waited for, which is what pipelining is (RFC 2920 §3.1).
/// </summary>
internal sealed class Conversation(IClientConnection connection, SmtpTimeouts timeouts, TimeProvider time) : IAsyncDisposable
{
    public IClientConnection Connection => connection;

    public SmtpTimeouts Timeouts => timeouts;

    /// <summary>What the server offered last; nothing before EHLO.</summary>
    public ServerExtensions Extensions { get; set; } = ServerExtensions.None;

    /// <summary>Whether the server proved under TLS that it is the one we meant.</summary>
    public bool IsVerified { get; set; }

    /// <summary>Whether another command makes sense. False once the connection was lost, or the server said 421.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Writes a command, without its CRLF.</summary>
    public void Write(string command)
    {
        // Whatever led here, one command stays one.
        if (command.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new ArgumentException("A command is one line.", nameof(command));
        Encoding.UTF8.GetBytes(command, connection.Output);
        connection.Output.Write("\r\n"u8);
    }

    /// <summary>Sends what was written, and reads the next reply.</summary>
    /// <exception cref="ConversationException">There is none; the conversation is over.</exception>
    public ValueTask<RemoteReply> ReadAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        WithinAsync(
            limit,
            async limited =>
            {
                await FlushAsync(limited.Token);
                var reply = await ReplyReader.ReadAsync(connection.Input, limited.Token);
                IsUsable &= !reply.Closes;
                return reply;
            },
            cancellationToken
        );

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.Output.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // What the server said before it went away, such as 421, may still be there to read. If not, reading says so.
        }
    }

    /// <summary>Writes a command, and reads the reply to it.</summary>
    /// <exception cref="ConversationException">There is none; the conversation is over.</exception>
    public ValueTask<RemoteReply> AskAsync(string command, TimeSpan limit, CancellationToken cancellationToken)
    {
        Write(command);
        return ReadAsync(limit, cancellationToken);
    }

    /// <summary>Does something with the connection. Whatever goes wrong with that ends the conversation.</summary>
    /// <param name="limit">How long it may take, unless it moves the limit.</param>
    /// <exception cref="ConversationException">The connection was lost, or it took too long.</exception>
    public async ValueTask<T> WithinAsync<T>(
        TimeSpan limit,
        Func<CancellationTokenSource, ValueTask<T>> action,
        CancellationToken cancellationToken
    )
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var stopping = cancellationToken.Register(timer.Cancel);
        var succeeded = false;
        try
        {
            var result = await action(timer);
            succeeded = true;
            return result;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConversationException("4.4.2", "The server did not answer in time", e);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        // Storage that fails while content is read from it is none of the server's doing.
        catch (IOException e) when (e is not StoreUnavailableException and not MessageMissingException)
        {
            throw new ConversationException("4.4.2", "The connection was lost", e);
        }
        finally
        {
            IsUsable &= succeeded;
        }
    }

    /// <summary>Says good-bye if anybody is there to hear it, and ends the connection.</summary>
    public async ValueTask QuitAsync()
    {
        if (IsUsable)
        {
            try
            {
                await AskAsync("QUIT", timeouts.Quit, CancellationToken.None);
            }
            catch (ConversationException)
            {
                // It was only good manners.
            }
        }
        await DisposeAsync();
    }

    /// <summary>Ends the connection at once.</summary>
    public ValueTask DisposeAsync()
    {
        IsUsable = false;
        return connection.DisposeAsync();
    }
}
