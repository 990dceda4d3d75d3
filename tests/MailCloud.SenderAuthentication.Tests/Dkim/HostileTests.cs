using CsCheck;
using MailCloud.SenderAuthentication.Arc;
using MailCloud.SenderAuthentication.Dkim;
using MailCloud.SenderAuthentication.Tests.Arc;
using MailCloud.Testing;

namespace MailCloud.SenderAuthentication.Tests.Dkim;

/// <summary>Whatever strangers put into a message or into their DNS, it is answered with results.</summary>
public class HostileTests
{
    private static readonly string[] Pieces =
    [
        "v=1",
        "a=rsa-sha256",
        "a=ed25519-sha256",
        "b=",
        "b=AAAA",
        "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=",
        "c=relaxed/relaxed",
        "c=/",
        "d=football.example.com",
        "d=..",
        "d=xn--\u00fc.example",
        "h=from:::from",
        "i=1",
        "i=@",
        "l=0",
        "s=e2026",
        "s=r2026",
        "t=99999999999999999",
        "x=1",
        "cv=none",
        "cv=pass",
        ";",
        "=",
        "\r\n ",
        "\0",
    ];

    [Fact]
    public async Task Tags_in_any_order() =>
        await Gen.Select(FieldNames, Tags)
            .Array[1, 6]
            .SampleAsync(
                async fields =>
                {
                    var header = string.Concat(fields.Select(field => $"{field.Item1}: {field.Item2}\r\n"));
                    await VerifyAsync(Keys.Dns, Messages.Bytes(header + Messages.Dinner));
                },
                iter: 10_000
            );

    [Fact]
    public async Task A_signed_and_sealed_message_with_octets_changed_removed_or_added()
    {
        var message = Messages.Sign(Messages.Bytes(Messages.Dinner), Keys.Rsa, Keys.Ed25519);
        message = Chains.Seal(Chains.Seal(message, Keys.Ed25519, "arc=none"), Keys.Rsa, "arc=pass");
        await Gen.Select(Gen.Int[0, message.Length - 1], Gen.Int[0, 20], Gen.Byte.Array[0, 20])
            .Array[1, 3]
            .SampleAsync(
                async changes =>
                {
                    List<byte> changed = [.. message];
                    foreach (var (place, length, octets) in changes)
                    {
                        var start = Math.Min(place, changed.Count);
                        changed.RemoveRange(start, Math.Min(length, changed.Count - start));
                        changed.InsertRange(start, octets);
                    }
                    await VerifyAsync(Keys.Dns, [.. changed]);
                },
                iter: 3000
            );
    }

    [Fact]
    public async Task Any_text_for_a_key()
    {
        var message = Messages.Sign(Messages.Bytes(Messages.Dinner), Keys.Rsa);
        var record = Keys.Rsa.Key.DnsRecord;
        await Gen.Select(Gen.Int[0, record.Length - 1], Gen.Int[0, 10], Gen.Char["AZaz09+/=; v:\0\u00ff"].Array[0, 10])
            .SampleAsync(
                async (place, length, letters) =>
                {
                    var changed = record[..place] + new string(letters) + record[Math.Min(record.Length, place + length)..];
                    var dns = new MemoryDns().Text("r2026._domainkey.football.example.com", changed);
                    var result = Assert.Single(await Messages.VerifyAsync(dns, message));
                    Assert.NotEqual(DkimStatus.TempError, result.Status);
                },
                iter: 3000
            );
    }

    [Fact]
    public async Task The_body_may_be_cut_anywhere()
    {
        var message = Messages.Sign(
            Messages.Bytes(Messages.Dinner.Replace("Joe.", "Joe. \t\r\n\r\n .\r\n", StringComparison.Ordinal)),
            Keys.Rsa
        );
        for (var cut = 1; cut < 80; cut++)
            Assert.Equal(DkimStatus.Pass, Assert.Single(await Messages.VerifyAsync(Keys.Dns, message, cut)).Status);
    }

    /// <summary>Work grows with the header's length, and not with the product of its fields and the names that signatures list.</summary>
    [Fact]
    public async Task As_many_fields_and_names_as_a_header_holds()
    {
        var names = string.Concat(Enumerable.Repeat("a:", 990));
        var fields = string.Concat(Enumerable.Repeat("a:\r\n", 60_000));
        var signature =
            $"DKIM-Signature: v=1; a=rsa-sha256; d=football.example.com; s=r2026; h={names}from;\r\n bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=AAAA\r\n";
        var message = Messages.Bytes(signature + signature + fields + Messages.Dinner);
        var results = await Messages.VerifyAsync(Keys.Dns, message);
        Assert.All(
            results,
            result => Assert.Equal((DkimStatus.Fail, "the header was changed, or the key is another"), (result.Status, result.Note))
        );
    }

    [Fact]
    public void A_header_of_many_fields_needs_no_more_memory_than_one_of_few()
    {
        var many = Messages.Bytes(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"a{i}:\r\n")) + Messages.Dinner);
        // What the runtime allocates once for the code it runs does not count.
        _ = Allocated(many);
        Assert.Equal(Allocated(Messages.Bytes(Messages.Dinner)), Allocated(many));

        static long Allocated(byte[] header)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var message = new HashedMessage(header);
            _ = new DkimVerifier(message, Messages.Time);
            _ = new ArcVerifier(message);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static Gen<string> FieldNames =>
        Gen.OneOf(Gen.Const("DKIM-Signature"), Gen.Const(ArcSet.SealName), Gen.Const(ArcSet.SignatureName), Gen.Const(ArcSet.ResultsName));

    private static Gen<string> Tags =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 14].Select(places => string.Join("; ", places.Select(place => Pieces[place])));

    private static async Task VerifyAsync(MemoryDns dns, byte[] message)
    {
        var results = await Messages.VerifyAsync(dns, message);
        Assert.DoesNotContain(results, result => result.Status is DkimStatus.TempError);
        Assert.NotEqual(ArcStatus.TempError, (await Chains.VerifyAsync(dns, message)).Status);
        // Forwarding it does not throw either, whatever comes of the chain.
        _ = Chains.Seal(message, Keys.Ed25519, "arc=pass");
    }
}
