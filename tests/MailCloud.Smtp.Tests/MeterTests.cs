using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MailCloud.Protocol.Telemetry;
using MailCloud.Testing;

namespace MailCloud.Smtp.Tests;

/// <summary>What is counted of sessions, and that it is the truth.</summary>
public sealed class MeterTests : IDisposable
{
    // Other tests of this process have sessions, too: what this one starts inherits the mark.
    private static readonly AsyncLocal<bool> IsOurs = new();

    private readonly ConcurrentQueue<string> heard = new();
    private readonly MeterListener listener = new()
    {
        InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name is ProtocolMeter.Name)
                to.EnableMeasurementEvents(instrument);
        },
    };

    public MeterTests()
    {
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        listener.Start();
    }

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task A_message_is_counted_by_what_became_of_it()
    {
        IsOurs.Value = true;
        var world = await SmtpWorld.CreateAsync(SmtpWorld.MxOptions with { MaxMessageOctets = 2000 });
        var talk = world.Connect();
        await talk.GreetAsync();

        await SendAsync("Hello");
        await SendAsync(string.Concat(Enumerable.Repeat("Hello again and again\r\n", 200)) + "Hello");
        world.Spool.Fault = SpoolFault.Complete;
        await SendAsync("Hello");

        Assert.Equal(
            ["mailcloud.messages smtp accepted", "mailcloud.messages smtp refused", "mailcloud.messages smtp deferred"],
            heard.Where(each => each.StartsWith("mailcloud.messages ", StringComparison.Ordinal))
        );

        async Task SendAsync(string text)
        {
            await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "DATA");
            await talk.SendAsync(text + "\r\n.");
        }
    }

    [Fact]
    public async Task A_command_is_counted_by_its_name_and_outcome_and_what_is_none_has_no_name_of_its_own()
    {
        IsOurs.Value = true;
        var talk = (await SmtpWorld.CreateAsync()).Connect();
        await talk.GreetAsync();
        await talk.SendAsync("SECRET alice@example.com");
        await talk.SendAsync("RCPT TO:<alice@example.com>");
        await talk.SucceedAsync("MAIL FROM:<carol@example.net>", "RCPT TO:<alice@example.com>", "DATA");
        await talk.Client.SendLineAsync("And so");
        await talk.Client.EndAsync();

        Assert.Equal(
            [
                "mailcloud.command.duration smtp EHLO ok",
                "mailcloud.command.duration smtp other refused",
                "mailcloud.command.duration smtp RCPT refused",
                "mailcloud.command.duration smtp MAIL ok",
                "mailcloud.command.duration smtp RCPT ok",
                "mailcloud.command.duration smtp DATA lost",
            ],
            heard
        );
    }

    private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (IsOurs.Value)
            heard.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}");
    }
}
