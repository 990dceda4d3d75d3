using System.Text;
using CsCheck;
using MailCloud.Smtp.Content;

namespace MailCloud.Smtp.Tests.Content;

public class HeaderScanTests
{
    [Theory]
    [InlineData("", 0, false, false)]
    [InlineData("Received: a\r\nReceived: b\r\n\r\n", 2, false, false)]
    [InlineData("RECEIVED:a\r\n\r\nReceived: in the body\r\n", 1, false, false)]
    [InlineData("X-Received: a\r\nReceived-SPF: pass\r\n Received: folded\r\n\r\n", 0, false, false)]
    [InlineData("date: x\r\nMESSAGE-id: <a@b>\r\n\r\n", 0, true, true)]
    [InlineData("Subject: x\r\n\tDate: folded\r\n\r\nDate: in the body\r\n", 0, false, false)]
    [InlineData("Dates: x\r\nMessage-IDs: y\r\n\r\n", 0, false, false)]
    [InlineData("Received: a\nDate: x\n\nMessage-ID: in the body\n", 1, true, false)]
    [InlineData("\r\nDate: in the body\r\n", 0, false, false)]
    [InlineData("Text that is no header\r\nReceived: in the body\r\nDate: in the body\r\n", 0, false, false)]
    public void A_header_is_read_however_it_is_cut(string message, int receivedCount, bool hasDate, bool hasMessageId)
    {
        var octets = Encoding.Latin1.GetBytes(message);
        Gen.Int[1, 15]
            .Array[1, 10]
            .Sample(
                cuts =>
                {
                    var scan = new HeaderScan();
                    for (int from = 0, i = 0; from < octets.Length; i++)
                    {
                        var length = Math.Min(cuts[i % cuts.Length], octets.Length - from);
                        scan.Add(octets.AsSpan(from, length));
                        from += length;
                    }
                    Assert.Equal((receivedCount, hasDate, hasMessageId), (scan.ReceivedCount, scan.HasDate, scan.HasMessageId));
                },
                iter: 200
            );
    }
}
