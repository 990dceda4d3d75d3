using Google.Protobuf;

namespace MailCloud.Telemetry.Tests;

/// <summary>A span, as far as these tests look at it; ids are in hexadecimal digits.</summary>
internal sealed record Span(string Trace, string Id, string Parent, string Name);

/// <summary>A point of a metric.</summary>
/// <param name="Tags">Each as <c>name=value</c>.</param>
/// <param name="Value">A histogram's is how many values it counted.</param>
internal sealed record Figure(string Name, IReadOnlyList<string> Tags, double Value);

/// <summary>
/// Reads what OTLP sends, by the numbers of its fields: resources (1), of them scopes (2), of them spans or metrics (2).
/// </summary>
internal static class Otlp
{
    public static IEnumerable<Span> Spans(byte[] request) =>
        Items(request)
            .Select(span => new Span(Hex(Field(span, 1)), Hex(Field(span, 2)), Hex(Field(span, 4)), Field(span, 5).ToStringUtf8()));

    public static IEnumerable<Figure> Figures(byte[] request) =>
        from metric in Items(request)
        from point in Points(metric)
        select new Figure(Field(metric, 1).ToStringUtf8(), [.. Tags(point)], Value(point));

    private static IEnumerable<ByteString> Items(byte[] request) =>
        from resource in Fields(ByteString.CopyFrom(request), 1)
        from scope in Fields(resource, 2)
        from item in Fields(scope, 2)
        select item;

    // A gauge (5), a sum (7) or a histogram (9) has its points in field 1.
    private static IEnumerable<(int Kind, ByteString Point)> Points(ByteString metric) =>
        from kind in new[] { 5, 7, 9 }
        from data in Fields(metric, kind)
        from point in Fields(data, 1)
        select (kind, point);

    // A number's attributes are field 7, a histogram's field 9: key (1) and value (2), a string being field 1 of it.
    private static IEnumerable<string> Tags((int Kind, ByteString Point) point) =>
        Fields(point.Point, point.Kind == 9 ? 9 : 7)
            .Select(tag => $"{Field(tag, 1).ToStringUtf8()}={Field(Field(tag, 2), 1).ToStringUtf8()}");

    // A number is a double in field 4 or an integer in field 6; a histogram's count is an integer in field 4.
    private static double Value((int Kind, ByteString Point) point)
    {
        var input = point.Point.CreateCodedInput();
        while (input.ReadTag() is var tag && tag != 0)
            if (WireFormat.GetTagWireType(tag) is not WireFormat.WireType.Fixed64)
                input.SkipLastField();
            else
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case 4 when point.Kind != 9:
                        return input.ReadDouble();
                    case 4 or 6:
                        return input.ReadFixed64();
                    default:
                        input.SkipLastField();
                        break;
                }
        return double.NaN;
    }

    private static ByteString Field(ByteString message, int number) => Fields(message, number).FirstOrDefault() ?? ByteString.Empty;

    private static List<ByteString> Fields(ByteString message, int number)
    {
        var found = new List<ByteString>();
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag && tag != 0)
            if (WireFormat.GetTagFieldNumber(tag) == number && WireFormat.GetTagWireType(tag) is WireFormat.WireType.LengthDelimited)
                found.Add(input.ReadBytes());
            else
                input.SkipLastField();
        return found;
    }

    private static string Hex(ByteString octets) => Convert.ToHexStringLower(octets.Span);
}
