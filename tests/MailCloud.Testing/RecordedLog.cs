using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MailCloud.Testing;

/// <summary>Keeps log lines for a test to read.</summary>
public class RecordedLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> entries = new();

    /// <summary>What was logged, in order.</summary>
    public IReadOnlyCollection<string> Lines => [.. entries.Select(entry => entry.Text)];

    /// <summary>The warnings among it.</summary>
    public IReadOnlyCollection<string> Warnings => [.. entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Text)];

    /// <summary>The first line that contains a text, its level in front, as soon as there is one.</summary>
    public async Task<string> LineAsync(string text)
    {
        for (var i = 0; i < 3000; i++)
        {
            foreach (var (level, line) in entries)
                if (line.Contains(text, StringComparison.Ordinal))
                    return $"{level}: {line}";
            await Task.Delay(10);
        }
        throw new TimeoutException($"Nothing was logged about \"{text}\", but: {string.Join('\n', Lines)}");
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
    ) => entries.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The same for a class that has a log of its own.</summary>
public sealed class RecordedLog<T> : RecordedLog, ILogger<T>;
