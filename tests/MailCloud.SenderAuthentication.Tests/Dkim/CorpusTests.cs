using System.Buffers;
using MailCloud.Mail.Messages;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Results;
using MailCloud.SenderAuthentication.Tests.Arc;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Dkim;

/// <summary>What must hold for any message, tried with those that people and programs really sent.</summary>
public class CorpusTests
{
    [Fact]
    public async Task What_is_signed_passes_and_what_is_changed_after_that_does_not()
    {
        var random = new Random(6376);
        var count = 0;
        foreach (var file in Corpora.Messages())
        {
            var message = file.Read();
            if (!BeginsWithField(message))
                continue;
            var key = random.Next(20) == 0 ? Keys.Rsa : Keys.Ed25519;
            var signed = Messages.Sign(message, key);
            // Its own signatures are not under test here.
            var ours = (await Messages.VerifyAsync(Keys.Dns, signed, cut: random.Next(1, 5000)))[0];
            Assert.True(ours.Status is DkimStatus.Pass, $"{file}: {ours}");

            if (Change(signed, signed.Length - message.Length, random) is not { } changed)
                continue;
            ours = (await Messages.VerifyAsync(Keys.Dns, changed))[0];
            Assert.True(ours.Status is DkimStatus.Fail, $"{file}: {ours}");
            count++;
        }
        Assert.InRange(count, 1000, int.MaxValue);
    }

    [Fact]
    public async Task What_is_sealed_passes()
    {
        foreach (var file in Corpora.Messages())
        {
            var message = file.Read();
            if (!BeginsWithField(message))
                continue;
            var result = await Chains.VerifyAsync(Keys.Dns, Chains.Seal(message, Keys.Ed25519, "arc=none"));
            Assert.True(result.Status is ArcStatus.Pass, $"{file}: {result}");
        }
    }

    /// <summary>Their keys are long gone; what counts is that each signature gets a result of its own.</summary>
    [Fact]
    public async Task Real_signatures_are_read()
    {
        var dns = new MemoryDns();
        var count = 0;
        foreach (var file in Corpora.Messages())
        {
            var results = await Messages.VerifyAsync(dns, file.Read());
            count += results.Length;
            Assert.All(results, result => Assert.True(result.Status is DkimStatus.PermError or DkimStatus.Fail, $"{file}: {result}"));
            Assert.All(results, result => Assert.NotNull(AuthenticationResults.TryParse($"x; {Field(result)}")));
        }
        Assert.True(count > 0, "No message of the corpora is signed.");
    }

    [Fact]
    public void All_that_is_no_result_of_an_authentication_stays_in_a_real_header()
    {
        foreach (var file in Corpora.Messages())
        {
            var (header, _) = Messages.Split(file.Read());
            var filtered = HeaderFilter.RemoveForged(header, "mx.example.org");
            Assert.True(Others(header).AsSpan().SequenceEqual(Others(filtered)), file.Name);
        }
    }

    private static byte[] Others(ReadOnlyMemory<byte> header)
    {
        var others = new ArrayBufferWriter<byte>();
        new HeaderBlock(header.Span).Select([AuthenticationResults.FieldName], except: true, others);
        return others.WrittenSpan.ToArray();
    }

    private static string Field(DkimResult result)
    {
        var field = new AuthenticationResults("x", [MethodResult.Of(result)]).ToField();
        return field[(field.IndexOf(';', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Or with the first line of a mailbox file, which those who read headers skip. Other text would become a part of the field before it.</summary>
    private static bool BeginsWithField(byte[] message)
    {
        foreach (var field in new HeaderBlock(message))
            return !field.Name.IsEmpty || field.Bytes.StartsWith("From "u8);
        return false;
    }

    /// <summary>Changes one letter of the body, or of a field that is signed. Null: there is none.</summary>
    private static byte[]? Change(byte[] signed, int start, Random random)
    {
        var (header, _) = Messages.Split(signed);
        List<int> letters = [];
        var place = 0;
        foreach (var field in new HeaderBlock(header.Span))
        {
            if (place >= start && field.Is("Subject"))
                AddLetters(signed, place + field.Bytes.Length - field.Value.Length, place + field.Bytes.Length, letters);
            place += field.Bytes.Length;
        }
        AddLetters(signed, header.Length, Math.Min(signed.Length, header.Length + 10_000), letters);
        if (letters.Count == 0)
            return null;
        var changed = signed.ToArray();
        changed[letters[random.Next(letters.Count)]] ^= 1;
        return changed;
    }

    private static void AddLetters(byte[] message, int from, int to, List<int> letters)
    {
        for (var i = from; i < to; i++)
        {
            if (char.IsAsciiLetterOrDigit((char)message[i]))
                letters.Add(i);
        }
    }
}
