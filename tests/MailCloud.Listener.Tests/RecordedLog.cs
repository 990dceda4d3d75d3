using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MailCloud.Listener.Tests;

/// <summary>Keeps log lines for a test to read.</summary>
internal sealed class RecordedLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>The first line that contains a text, as soon as there is one.</summary>
    public async Task<string> LineAsync(string text)
    {
        for (var i = 0; i < 3000; i++)
        {
            if (lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                return found;
            await Task.Delay(10);
        }
        throw new TimeoutException($"Nothing was logged about \"{text}\", but: {string.Join('\n', lines)}");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

    public void Dispose() { }
}
