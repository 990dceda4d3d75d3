using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace MailCloud.Telemetry.Tests;

/// <summary>No address leaves the machine in a log, wherever in a record it stands.</summary>
public class AddressRedactionTests
{
    [Theory]
    [InlineData("accepted 7 from <otis@example.test> (otis@example.test)", "accepted 7 from <<address>> (<address>)")]
    [InlineData("no address in it", "no address in it")]
    [InlineData("otis@", "<address>")]
    [InlineData("иван@пример.испытание, next", "<address>, next")]
    public void Addresses_are_replaced_and_nothing_else(string text, string redacted) =>
        Assert.Equal(redacted, AddressRedaction.Redact(text));

    [Fact]
    public void Text_attributes_and_exceptions_are_without_addresses()
    {
        var kept = new Keeper();
        using (var loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(Configure)))
        {
            var log = loggers.CreateLogger("test");
            log.LogError(new IOException("otis@example.test is full"), "{Account} has {Count} messages", "otis@example.test", 7);
            log.LogError(new IOException("the disk is full"), "nobody's business");
        }

        Assert.Equal(2, kept.Said.Count);
        Assert.Contains("<address> has 7 messages", kept.Said[0], StringComparison.Ordinal);
        Assert.Contains("exception.message=<address> is full", kept.Said[0], StringComparison.Ordinal);
        Assert.DoesNotContain("otis", kept.Said[0], StringComparison.Ordinal);
        Assert.Contains("the disk is full", kept.Said[1], StringComparison.Ordinal);

        void Configure(OpenTelemetryLoggerOptions logs)
        {
            logs.IncludeFormattedMessage = true;
            logs.AddProcessor(new AddressRedaction());
            logs.AddProcessor(kept);
        }
    }

    private sealed class Keeper : BaseProcessor<LogRecord>
    {
        public List<string> Said { get; } = [];

        // A record is used anew when this returns.
        public override void OnEnd(LogRecord data) =>
            Said.Add(
                $"{data.FormattedMessage} {string.Join(' ', data.Attributes!.Select(each => $"{each.Key}={each.Value}"))} {data.Exception}"
            );
    }
}
