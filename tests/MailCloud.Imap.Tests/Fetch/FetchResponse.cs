namespace MailCloud.Imap.Tests.Fetch;

/// <summary>A FETCH response, read by <see cref="ResponseReader"/>.</summary>
internal sealed class FetchResponse
{
    public required int Number { get; init; }

    public EnvelopeNode? Envelope { get; private set; }

    public BodyNode? Body { get; private set; }

    public BodyNode? Structure { get; private set; }

    /// <summary>The values of sections by their name in the response, partials included; null for <c>NIL</c>.</summary>
    public Dictionary<string, string?> Sections { get; } = new(StringComparer.Ordinal);

    /// <summary>The values of decoded parts, as <see cref="Sections"/>.</summary>
    public Dictionary<string, string?> Decoded { get; } = new(StringComparer.Ordinal);

    /// <summary>The sizes of decoded parts.</summary>
    public Dictionary<string, long> DecodedSizes { get; } = new(StringComparer.Ordinal);

    /// <summary>All FETCH responses of what a server said. A line that is none is passed over.</summary>
    /// <exception cref="FormatException">A response is not what RFC 3501 allows.</exception>
    public static List<FetchResponse> ReadAll(string output)
    {
        var responses = new List<FetchResponse>();
        var reader = new ResponseReader(output);
        while (!reader.AtEnd)
        {
            if (reader.TryTake("* ") && reader.Until(' ') is var number && reader.TryTake(" FETCH ("))
                responses.Add(Read(reader, int.Parse(number)));
            else
                reader.Until('\n');
            reader.TryTake("\n");
        }
        return responses;
    }

    private static FetchResponse Read(ResponseReader reader, int number)
    {
        var response = new FetchResponse { Number = number };
        do response.ReadItem(reader);
        while (reader.TryTake(" "));
        reader.Take(")\r\n");
        return response;
    }

    private void ReadItem(ResponseReader reader)
    {
        if (reader.TryTake("ENVELOPE "))
            Envelope = reader.Envelope();
        else if (reader.TryTake("BODYSTRUCTURE "))
            Structure = reader.Body(extended: true);
        else if (reader.TryTake("BODY "))
            Body = reader.Body(extended: false);
        else if (reader.TryTake("BODY["))
            Sections.Add(ReadSection(reader), reader.NString());
        else if (reader.TryTake("BINARY["))
            Decoded.Add(ReadSection(reader), reader.NStringOrLiteral8());
        else if (reader.TryTake("BINARY.SIZE["))
            DecodedSizes.Add(ReadSection(reader), reader.Number());
        else
            throw reader.Error("an item that no test asked for");
    }

    private static string ReadSection(ResponseReader reader)
    {
        var section = reader.Until(']');
        reader.Take("]");
        if (reader.TryTake("<"))
            section += $"<{reader.Number()}>";
        reader.TryTake(">");
        reader.Take(" ");
        return section;
    }
}
