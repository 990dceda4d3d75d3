namespace MailCloud.SenderAuthentication.Tests.Interop;

/// <summary>Messages on which signers and verifiers may differ.</summary>
internal static class Samples
{
    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["plain"] = Tests.Messages.Dinner,
        ["folded header"] =
            "Received: from a\r\n\tby b\r\nFrom: \"Joe\"\r\n\t<joe@football.example.com>\r\nTo: a@example.com,\r\n b@example.com\r\n"
            + "Subject:    a   \tlong \r\n   subject   \r\nReceived: two\r\nMIME-Version:1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n\r\nText.\r\n",
        ["white space in the body"] =
            "From: joe@football.example.com\r\nSubject: x\r\n\r\n  a \t b  \r\n\t\r\n \r\nend \t\r\n\r\n\r\n  \r\n\r\n",
        ["UTF-8"] = "From: Jöe <joe@football.example.com>\r\nSubject: Grüße\r\n\r\nGrüße aus Köln.\r\n",
        ["empty body"] = "From: joe@football.example.com\r\nSubject: x\r\n\r\n",
        ["repeated fields"] =
            "From: joe@football.example.com\r\nTo: one@example.com\r\nTo: two@example.com\r\nSubject: x\r\nSubject: y\r\nCc:\r\n\r\nText.\r\n",
    };

    public static TheoryData<string> Names => [.. Messages.Keys];

    public static byte[] Read(string name) => Tests.Messages.Bytes(Messages[name]);

    /// <summary>The same with a word of its body changed, or with a word more where it has none.</summary>
    public static byte[] Change(byte[] message) => [.. message, .. "x\r\n"u8];
}
