using System.Text;
using CsCheck;
using MailCloud.Mail.Messages;
using MailCloud.Testing;

namespace MailCloud.Mail.Tests.Messages;

/// <summary>Messages that nobody wrote: random trees of parts whose ranges are known, and real messages damaged at random.</summary>
public class RandomMessageTests
{
    private static readonly Gen<string> Lines = Gen.OneOf(
            "",
            "text",
            "--",
            "--b",
            "--b0x",
            "--b1 --",
            "Name: value",
            " folded",
            "\u00FF\u0000"
        )
        .List[0, 5]
        .Select(lines => string.Join("\n", lines));

    private static readonly Gen<string> Fields = Gen.OneOf("Content-ID: <1@x>\n", "X-A: b\n  folded\n", "Content-Type: image/png\n", "");

    private static readonly Gen<Entity> Entities = Gen.Recursive<Entity>(
        (depth, inner) =>
            depth > 4
                ? Leaf
                : Gen.Frequency(
                    (3, Leaf),
                    (2, Gen.Select(inner.List[1, 4], Lines, Lines, (parts, before, after) => (Entity)new Division(parts, before, after))),
                    (1, inner.Select(message => (Entity)new Enclosure(message)))
                )
    );

    private static Gen<Entity> Leaf => Gen.Select(Fields, Lines, (fields, body) => (Entity)new Content(fields, body));

    [Fact]
    public Task Every_part_of_a_random_tree_is_found_where_it_was_written() =>
        Gen.Select(Entities, Gen.OneOf("\n", "\r\n"), Gen.Int[1, 50])
            .SampleAsync(
                async (root, lineEnd, size) =>
                {
                    var writer = new Writer(lineEnd);
                    root.Write(writer, "Subject: root\n");
                    var message = writer.ToArray();
                    var summary = MessageParser.Parse(message, "pack/0");
                    await using var pieces = new PieceStream(message, size);
                    Assert.Equal(Summaries.Write(summary), Summaries.Write(await MessageParser.ParseAsync(pieces, "pack/0", default)));
                    Summaries.CheckInvariants(summary, message);
                    Assert.Equal(writer.Ranges, Summaries.AllParts(summary.Body).Select(part => (part.Header, part.Body)));
                },
                iter: 2_000
            );

    [Fact]
    public void A_damaged_message_has_a_summary_too()
    {
        var messages = Corpora
            .Messages()
            .Select(file => file.Read())
            .Where(message => message.Length is > 0 and < 20_000)
            .Take(400)
            .ToArray();
        var edits = Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Byte).List[1, 8];
        Gen.Select(Gen.Int[0, messages.Length - 1], Gen.Int[0, messages.Length - 1], edits)
            .Sample(
                (first, second, changes) =>
                {
                    var message = changes.Aggregate(messages[first], (bytes, change) => Damage(bytes, messages[second], change));
                    var summary = MessageParser.Parse(message, "pack/0");
                    Summaries.CheckInvariants(summary, message);
                },
                iter: 3_000
            );
    }

    private static byte[] Damage(byte[] message, byte[] other, (int Kind, double From, double To, byte Value) change)
    {
        var from = (int)(change.From * message.Length);
        var to = (int)(change.To * message.Length);
        (from, to) = (Math.Min(from, to), Math.Max(from, to));
        return change.Kind switch
        {
            0 => [.. message.AsSpan(0, from), .. message.AsSpan(to)],
            1 => [.. message.AsSpan(0, to), .. message.AsSpan(from)],
            2 => [.. message.AsSpan(0, from), change.Value, .. message.AsSpan(from)],
            _ => [.. message.AsSpan(0, from), .. other.AsSpan(Math.Min(from, other.Length))],
        };
    }

    /// <summary>A part of a random message. Writing it also notes where its header and its body are.</summary>
    private abstract record Entity
    {
        /// <param name="first">A field that the header begins with.</param>
        public void Write(Writer writer, string first)
        {
            var place = writer.Begin();
            var boundary = writer.NextBoundary();
            writer.Add(first + Header(boundary) + "\n");
            writer.EndHeader(place);
            WriteBody(writer, boundary);
            writer.EndBody(place);
        }

        protected abstract string Header(string boundary);

        protected abstract void WriteBody(Writer writer, string boundary);
    }

    private sealed record Content(string Fields, string Body) : Entity
    {
        protected override string Header(string boundary) => Fields;

        protected override void WriteBody(Writer writer, string boundary) => writer.Add(Body);
    }

    private sealed record Division(IReadOnlyList<Entity> Parts, string Before, string After) : Entity
    {
        protected override string Header(string boundary) => $"Content-Type: multipart/mixed;\n boundary=\"{boundary}\"\n";

        protected override void WriteBody(Writer writer, string boundary)
        {
            writer.Add(Before);
            foreach (var part in Parts)
            {
                writer.Add($"\n--{boundary}\n");
                part.Write(writer, "X-Part: 1\n");
            }
            writer.Add($"\n--{boundary}--\n{After}");
        }
    }

    private sealed record Enclosure(Entity Message) : Entity
    {
        protected override string Header(string boundary) => "Content-Type: message/rfc822\n";

        protected override void WriteBody(Writer writer, string boundary) => Message.Write(writer, "Subject: enclosed\n");
    }

    private sealed class Writer(string lineEnd)
    {
        private readonly List<byte> bytes = [];
        private int boundaries;

        public List<(ByteRange Header, ByteRange Body)> Ranges { get; } = [];

        /// <summary>Boundaries of which one may be the beginning of another.</summary>
        public string NextBoundary() => $"b.{boundaries++}";

        public void Add(string text) => bytes.AddRange(Encoding.Latin1.GetBytes(text.Replace("\n", lineEnd, StringComparison.Ordinal)));

        public int Begin()
        {
            Ranges.Add((new ByteRange(bytes.Count, 0), default));
            return Ranges.Count - 1;
        }

        public void EndHeader(int place) =>
            Ranges[place] = (ByteRange.Between(Ranges[place].Header.Offset, bytes.Count), new ByteRange(bytes.Count, 0));

        public void EndBody(int place) =>
            Ranges[place] = Ranges[place] with { Body = ByteRange.Between(Ranges[place].Body.Offset, bytes.Count) };

        public byte[] ToArray() => [.. bytes];
    }
}
