using BenchmarkDotNet.Attributes;
using MailCloud.Imap.Fetch;
using MailCloud.Imap.Grammar;

namespace MailCloud.Benchmarks;

/// <summary>Reading the arguments of the FETCH commands that clients send most.</summary>
[InProcess]
[MemoryDiagnoser]
public class FetchParse
{
    private static ReadOnlySpan<byte> Flags => " 1:* (FLAGS)"u8;

    private static ReadOnlySpan<byte> Headers =>
        " 1:4,7,9:120 (UID RFC822.SIZE FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (From To Cc Subject Date Message-ID References In-Reply-To)])"u8;

    [Benchmark(Baseline = true)]
    public object FlagsOfAll() => Parse(Flags);

    [Benchmark]
    public object HeadersOfSome() => Parse(Headers);

    private static FetchCommand Parse(ReadOnlySpan<byte> arguments)
    {
        var reader = new ImapReader(arguments);
        return FetchCommand.Parse(ref reader);
    }
}
